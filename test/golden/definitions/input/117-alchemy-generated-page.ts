import AWS from "alchemy/aws/control";

const connection = await AWS.Events.Connection("connection-example", {
  Description: "A connection resource managed by Alchemy",
});
