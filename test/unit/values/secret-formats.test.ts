import { describe, expect, it } from "vitest";
import { secretFormats } from "../../../workflows/engine/values/secret-formats.ts";
import { maskSecrets, secretShape } from "../../../workflows/engine/values/secret-shape.ts";

/** Made when the test runs: a scanner of this repository finds no key. */
const alnum = (length: number): string => "a1B2c3D4e5F6g7H8".repeat(20).slice(0, length);
const lower = (length: number): string => alnum(length).toLowerCase();
const upper = (length: number): string => alnum(length).toUpperCase();
const hex = (length: number): string => "0123456789abcdef".repeat(12).slice(0, length);
const letters = (length: number): string => "AbCdEfGhIj".repeat(10).slice(0, length);
const uuid = "1234abcd-12ab-34cd-56ef-1234567890ab";

const keys: readonly (readonly [string, readonly string[]])[] = [
  ["an AWS access key", [`AKIA${upper(16)}`, `ASIA${upper(16)}`, `AKIAIOSFODNN7EXAMPLE`]],
  ["an AWS secret access key", [`wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`]],
  ["an AWS session token", [`IQoJb3JpZ2luX2Vj${alnum(100)}`]],
  ["an Amazon Bedrock key", [`ABSK${alnum(100)}`]],
  ["an Amazon MWS token", [`amzn.mws.${uuid}`]],
  ["a Google API key", [`AIza${alnum(35)}`]],
  ["a Google client secret", [`GOCSPX-${alnum(28)}`]],
  ["a Google OAuth token", [`ya29.${alnum(60)}`, `1//0${alnum(40)}`]],
  ["an Azure client secret", [`${alnum(3)}8Q~${alnum(34)}`]],
  ["an Azure account key", [`AccountName=orders;AccountKey=${alnum(86)}==`]],
  ["an Azure shared access signature", [`https://orders.blob.example.net/a?sv=2024-11-04&sig=${alnum(43)}%3D`]],
  ["an Alibaba Cloud access key", [`LTAI${alnum(20)}`]],
  ["a DigitalOcean token", [`dop_v1_${hex(64)}`, `doo_v1_${hex(64)}`]],
  ["a Heroku key", [`HRKU-AA${alnum(58)}`]],
  ["a Cloudflare origin key", [`v1.0-${hex(24)}-${hex(146)}`]],
  ["a Fly.io token", [`FlyV1 fm2_${alnum(80)}`]],
  ["a Netlify token", [`nfp_${alnum(36)}`]],
  ["a GitHub token", [...["p", "o", "u", "s", "r"].map((kind) => `gh${kind}_${alnum(36)}`), `github_pat_${alnum(82)}`]],
  ["a GitLab token", [`glpat-${alnum(20)}`, `glrt-${alnum(20)}`, `gldt-${alnum(20)}`]],
  ["a Bitbucket token", [`ATBB${alnum(32)}`]],
  ["an npm token", [`npm_${alnum(36)}`]],
  ["a PyPI token", [`pypi-AgEIcHlwaS5vcmc${alnum(60)}`]],
  ["a RubyGems key", [`rubygems_${hex(48)}`]],
  ["a NuGet key", [`oy2${lower(43)}`]],
  ["a crates.io token", [`cio${alnum(32)}`]],
  ["a Docker token", [`dckr_pat_${alnum(27)}`]],
  ["a CircleCI token", [`CCIPAT_${alnum(40)}`]],
  ["a Buildkite token", [`bkua_${hex(40)}`]],
  ["a SonarQube token", [`sqp_${hex(40)}`]],
  ["a Terraform Cloud token", [`${alnum(14)}.atlasv1.${alnum(67)}`]],
  ["a Pulumi token", [`pul-${hex(40)}`]],
  ["a Vault token", [`hvs.${alnum(24)}`, `hvb.${alnum(100)}`]],
  ["a Doppler token", [`dp.pt.${alnum(43)}`]],
  ["a 1Password token", [`ops_eyJ${alnum(200)}`]],
  ["a Tailscale key", [`tskey-auth-${alnum(30)}`]],
  ["an age key", [`AGE-SECRET-KEY-1${upper(58)}`]],
  ["a Slack token", [`xoxb-123456789012-${alnum(24)}`, `xoxp-${alnum(30)}`, `xapp-1-${alnum(40)}`]],
  ["a Slack webhook address", [`https://hooks.slack.com/services/T00000000/B00000000/${alnum(24)}`]],
  ["a Discord webhook address", [`https://discord.com/api/webhooks/123456789012345678/${alnum(68)}`]],
  ["a Discord token", [`M${alnum(25)}.${alnum(6)}.${alnum(38)}`]],
  ["a Telegram token", [`123456789:AA${alnum(33)}`]],
  ["a SendGrid key", [`SG.${alnum(22)}.${alnum(43)}`]],
  ["a Mailgun key", [`key-${hex(32)}`]],
  ["a Mailchimp key", [`${hex(32)}-us12`]],
  ["a Brevo key", [`xkeysib-${hex(64)}-${alnum(16)}`]],
  ["a Stripe key", [`sk_live_${alnum(24)}`, `rk_live_${alnum(24)}`, `sk_test_${alnum(24)}`]],
  ["a Stripe webhook secret", [`whsec_${alnum(32)}`]],
  ["a Square token", [`sq0atp-${alnum(22)}`]],
  ["a Braintree token", [`access_token$production$${lower(16)}$${hex(32)}`]],
  ["a Plaid token", [`access-production-${uuid}`]],
  ["a Shopify token", [`shpat_${hex(32)}`, `shpss_${hex(32)}`]],
  ["a Shippo token", [`shippo_live_${hex(40)}`]],
  ["an EasyPost key", [`EZAK${alnum(54)}`]],
  ["a Grafana token", [`glsa_${alnum(32)}_${hex(8)}`, `glc_${alnum(60)}`]],
  ["a New Relic key", [`NRAK-${upper(27)}`]],
  ["a Sentry token", [`sntrys_${alnum(60)}`]],
  ["a Dynatrace token", [`dt0c01.${upper(24)}.${upper(64)}`]],
  ["a Databricks token", [`dapi${hex(32)}`]],
  ["a PlanetScale credential", [`pscale_tkn_${alnum(43)}`]],
  ["a Supabase key", [`sbp_${hex(40)}`, `sb_secret_${alnum(30)}`]],
  ["an Atlassian token", [`ATATT3xFfGF0${alnum(100)}`]],
  ["an Airtable token", [`pat${alnum(14)}.${hex(64)}`]],
  ["a HubSpot token", [`pat-eu1-${uuid}`]],
  ["a Linear key", [`lin_api_${alnum(40)}`]],
  ["a Notion token", [`ntn_${alnum(46)}`, `secret_${alnum(43)}`]],
  ["a Figma token", [`figd_${alnum(40)}`]],
  ["a Postman key", [`PMAK-${hex(24)}-${hex(34)}`]],
  ["a Typeform token", [`tfp_${alnum(59)}`]],
  ["a Dropbox token", [`sl.${alnum(140)}`]],
  ["an OpenAI key", [`sk-proj-${alnum(60)}`, `sk-${alnum(48)}`]],
  ["an Anthropic key", [`sk-ant-api03-${alnum(93)}`]],
  ["a Hugging Face token", [`hf_${letters(34)}`]],
  ["a Groq key", [`gsk_${alnum(52)}`]],
  ["an xAI key", [`xai-${alnum(80)}`]],
  ["a Replicate token", [`r8_${alnum(37)}`]],
  [
    "a private key",
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE", "-----BEGIN PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----"],
  ],
  ["a JSON Web Token", [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${alnum(43)}`]],
  [
    "an address with a password",
    ["https://orders:pass@api.example.com/", "amqps://u:p@queue.example.com", "redis://:pass@cache:6379"],
  ],
  [
    "an address with a token",
    [
      "https://api.example.com/?access_token=abcdefgh",
      "/orders?a=1&API_KEY=abcdefgh",
      "https://x.example/?X-Amz-Signature=0123456789",
    ],
  ],
  ["a password", ["Server=db;Password=Tr0ub4dor&3", "token=abc12345", `aws_secret_access_key=${alnum(40)}`]],
  [
    "the value of an `Authorization` header",
    [`Bearer ${alnum(32)}`, "Basic b3JkZXJzOmh1bnRlcjI=", `SSWS 00${alnum(40)}`, `Bot ${alnum(40)}`],
  ],
];

describe("formats of credentials", () => {
  it.each(keys)("%s", (name, samples) => {
    for (const sample of samples) {
      expect(secretShape(sample)).toBe(name);
      expect(secretShape(`orders, ${sample} (old)`)).toBe(name === "an AWS secret access key" ? null : name);
    }
  });

  it("are all tried here", () => {
    const tried = new Set(keys.map(([name]) => name));
    expect(secretFormats.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each([
    "",
    "x-api-key",
    "Basic authentication with Bearer tokens, rotated quarterly",
    "Bearer token-of-the-orders-service",
    uuid,
    `arn:aws:events:eu-west-1:123456789012:connection/orders/${uuid}`,
    "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",
    "arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
    "https://auth.example.com:8443/oauth2/v1.0/token?audience=https://api.example.com&grant_type=client_credentials",
    "https://login.microsoftonline.com/8c1f0a52-7d0b-4f3e-9a0a-3d1f6a7b8c9d/oauth2/v2.0/token",
    "https://api.example.com/?next_token=page2size10&token=",
    "/bridgehead/orders/api-key",
    "{{resolve:ssm-secure:/bridgehead/orders/token:3}}",
    'ssm("/bridgehead/orders/token")',
    `commit ${hex(40)}`,
    `sha256=${hex(64)}`,
    "sk-orders-service_live",
    "pypi-mirror-connection-of-the-platform-team",
    "password: see the wiki, page 12345678",
    "secret=rotated",
    "us-east-1",
    "application/vnd.api+json; charset=utf-8",
    "OAUTH_CLIENT_CREDENTIALS",
    "npm_config_registry",
    "2026-11-23T17:40:00.000Z",
    "ASIA pacific, AKIA",
  ])("%j has none", (text) => {
    expect(secretShape(text)).toBeNull();
    expect(maskSecrets(text)).toBe(text);
  });

  // Whoever knows one of them can do nothing with it: what goes with it is the secret.
  it.each([
    ["an account of Twilio, and the user name of its basic authentication", `AC${hex(32)}`],
    ["a key of Twilio, whose secret is another text", `SK${hex(32)}`],
    ["a key of Stripe that stands in web pages", `pk_live_${alnum(24)}`],
    ["an OAuth client of Google", `123456789012-${lower(32)}.apps.googleusercontent.com`],
    ["an OAuth client of GitHub", "Iv1.0123456789abcdef"],
    ["a GitHub App's client", `Iv23li${alnum(14)}`],
    ["an app of Slack", "A0123456789"],
    ["an application of Square", `sq0idp-${alnum(22)}`],
    ["an OAuth client of Amazon", `amzn1.application-oa2-client.${hex(32)}`],
    ["the address that an error report of Sentry goes to", `https://${hex(32)}@o123456.ingest.sentry.io/1234567`],
    ["the key by which Mailgun checks addresses in a browser", `pubkey-${hex(32)}`],
    ["a key of Supabase that stands in web pages", `sb_publishable_${alnum(30)}`],
    ["a service account of MongoDB Atlas", `mdb_sa_id_${hex(24)}`],
    ["an OAuth client of Okta", `0oa${alnum(17)}`],
    ["an OAuth client of Auth0", alnum(32)],
    ["a connected app of Salesforce", `3MVG9${alnum(40)}.${alnum(38)}`],
    ["an app client of Cognito", lower(26)],
    ["a key of New Relic that stands in web pages", `NRJS-${hex(19)}`],
  ])("%s is an identifier", (_, text) => {
    expect(secretShape(text)).toBeNull();
    expect(maskSecrets(text)).toBe(text);
  });

  it("are masked in a text, and nothing else is", () => {
    const text = `\`ghp_${alnum(36)}\` is taken by shop.ts:5, see https://orders:pass@api.example.com.`;
    expect(maskSecrets(text)).toBe("`[masked]` is taken by shop.ts:5, see [masked]api.example.com.");
  });

  // A pull request decides what is looked through: without an open end, each place of a text costs a bounded amount.
  it.each(secretFormats.map(({ pattern }) => [pattern.source] as const))(
    "%s repeats nothing without a bound",
    (source) => {
      const withoutClasses = source.replaceAll(/\\./g, "x").replaceAll(/\[[^\]]*\]/g, "x");
      expect(withoutClasses).not.toMatch(/[*+]|\{\d*,\}/);
      // Nor does it repeat what repeats, which multiplies.
      expect(withoutClasses).not.toMatch(/[}?]\)\{|\)\{\d/);
    },
  );
});
