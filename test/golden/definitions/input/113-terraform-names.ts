import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("pager", {
  authorization_type: "OAUTH_CLIENT_CREDENTIALS",
  auth_parameters: {
    oauth: {
      authorization_endpoint: "https://auth.example.com/token",
      http_method: "post",
      client_parameters: { client_id: "pager", client_secret: ssm("/bridgehead/pager/secret") },
      oauth_http_parameters: { body: { key: "scope", value: "events", is_value_secret: false } },
    },
  },
  kms_key_identifier: "alias/pager",
  lifecycle: { prevent_destroy: true },
  tags: { team: "alarms" },
  depends_on: ["aws_kms_key.pager"],
});
