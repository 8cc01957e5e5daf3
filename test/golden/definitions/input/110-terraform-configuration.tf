resource "aws_cloudwatch_event_connection" "pager" {
  name = "pager"
}
