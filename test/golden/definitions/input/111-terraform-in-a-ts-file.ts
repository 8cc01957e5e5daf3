# Sends alarms to the pager.
resource "aws_cloudwatch_event_connection" "pager" {
  name               = "pager"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = "x-api-key"
      value = "hunter2"
    }
  }
}
