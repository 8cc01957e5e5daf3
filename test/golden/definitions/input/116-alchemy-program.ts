import alchemy from "alchemy";
import AWS from "alchemy/aws/control";

const app = await alchemy("alarms");

await AWS.Events.Connection("pager", {
  authorizationType: "API_KEY",
  authParameters: { apiKey: alchemy.secret(process.env.PAGER_KEY) },
});

await app.finalize();
