#!/bin/sh
# Copies 2 credentials of account 111122223333, eu-west-1: each from the secret that AWS keeps it in,
# to the parameter that its new definition refers to. It shows no value and overwrites no parameter.
#
# Run it where `aws` and `node` are, as somebody of that account who has
# - secretsmanager:GetSecretValue on these secrets, and kms:Decrypt where a key of yours encrypts them,
# - ssm:PutParameter on these parameters.

# Nobody traces the values.
set +x
failed=0
# What `aws` reads and writes here is UTF-8, whatever this place has otherwise: for its version 1, and for 2.
export PYTHONUTF8=1 AWS_CLI_FILE_ENCODING=UTF-8 AWS_CLI_OUTPUT_ENCODING=UTF-8

# value PARAMETER STEPS: takes a value out of the secret on standard input, and writes it as "printf %b" reads it.
# Names of members count without case and underscores.
value() {
  node -e '
    const [parameter, steps] = process.argv.slice(1);
    const fail = (why) => {
      console.error(parameter + ": " + why);
      process.exit(1);
    };
    const plain = (name) => name.replaceAll("_", "").toLowerCase();
    const member = (from, name) => Object.entries(Object(from)).find(([each]) => plain(each) === plain(name))?.[1];
    const follow = (from, step) =>
      typeof step === "string"
        ? member(from, step)
        : Object.values(Object(from)).filter((item) => member(item, "key") === step.key)[step.nth];

    let secret;
    try {
      const bytes = require("node:fs").readFileSync(0);
      secret = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      fail("its secret could not be read");
    }
    const value = JSON.parse(steps).reduce(follow, secret);
    if (typeof value !== "string" || value === "") {
      fail("its secret has nothing at " + steps + "; it has " + Object.keys(Object(secret)).join(", "));
    }
    if (value.includes("\r")) fail("its value has a carriage return, which aws would change");
    const escaped = (byte) => "\\0" + byte.toString(8).padStart(3, "0");
    const isPlain = (byte) => byte >= 32 && byte <= 126 && byte !== 92;
    console.log(Array.from(Buffer.from(value), (byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte))).join(""));
  ' "$1" "$2"
}

# copy PARAMETER SECRET STEPS
copy() {
  if
    aws secretsmanager get-secret-value --region eu-west-1 --secret-id "$2" --query SecretString --output text </dev/null |
      value "$1" "$3" |
      { IFS= read -r text && printf %b "$text" |
        aws ssm put-parameter --region eu-west-1 --type SecureString --name "$1" --value file:///dev/stdin >/dev/null; }
  then
    echo "copied: $1" >&2
  else
    echo "not copied: $1" >&2
    failed=1
  fi
}

# /bridgehead/stock/password exists already (version 3): it stays as it is.
copy /bridgehead/orders/api-key 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:events!connection/orders/1' '["api_key_value"]'
copy /bridgehead/orders/header-x arn:2 '["invocation_http_parameters","header_parameters",{"key":"it'\''s","nth":0},"value"]'
exit "$failed"
