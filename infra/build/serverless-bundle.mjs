import { fileURLToPath } from "node:url";
import { bundleFunctions } from "./bundle-functions.ts";

/** Plugin of serverless.yml: bundles the functions before they are packaged. Needs the Node of package.json's engines. */
export default class ServerlessBundle {
  constructor() {
    const bundle = () => bundleFunctions(fileURLToPath(new URL("../../dist/functions/", import.meta.url)));
    this.hooks = {
      "before:package:createDeploymentArtifacts": bundle,
      "before:deploy:function:packageFunction": bundle,
    };
  }
}
