import { fileURLToPath } from "node:url";
import { bundleFunctions } from "./bundle-functions.ts";

const outFolder = fileURLToPath(new URL("../../dist/functions/", import.meta.url));

/** Plugin of serverless.yml: bundles the functions before they are packaged. Needs the Node of package.json's engines. */
export default class ServerlessBundle {
  hooks = {
    "before:package:createDeploymentArtifacts": () => bundleFunctions(outFolder),
    "before:deploy:function:packageFunction": () => bundleFunctions(outFolder),
  };
}
