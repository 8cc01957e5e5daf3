import { tokenScheme } from "./scheme-words.ts";

/** A form of text that is a credential, or carries one. */
export interface SecretFormat {
  /** What the text is, in words that follow "looks like". */
  readonly name: string;
  /**
   * As the provider publishes it, with some room in the lengths, since a cut key is a mistake as well. Every repetition
   * is bounded, so that the time is linear in the length of a text that a pull request decides.
   */
  readonly pattern: RegExp;
  /** Whether the format may begin in the middle of a word; by default a letter or a digit may not stand before it. */
  readonly anywhere?: true;
}

/**
 * Formats of credentials, by the provider that publishes them. Not a word of prose, an ARN or a UUID is one of them, nor
 * is what only says who somebody is: the SID of an account or a key of Twilio, a client id, a key made for web pages.
 * The ids of the access keys of AWS and Alibaba Cloud are: no HTTP endpoint takes one as a user name, so whoever wrote
 * one took it for the credential, and their providers treat a published one as a leak.
 */
export const secretFormats: readonly SecretFormat[] = [
  // Clouds
  { name: "an AWS access key", pattern: /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  { name: "an AWS session token", pattern: /(?:IQoJb3JpZ2luX2Vj|FwoGZXIvYXdz)[A-Za-z0-9+/]{20,200}/ },
  { name: "an Amazon Bedrock key", pattern: /ABSK[A-Za-z0-9+/]{40,200}/ },
  { name: "an Amazon MWS token", pattern: /amzn\.mws\.[0-9a-f-]{36}/ },
  { name: "a Google API key", pattern: /AIza[A-Za-z0-9_-]{30,40}/ },
  { name: "a Google client secret", pattern: /GOCSPX-[A-Za-z0-9_-]{20,40}/ },
  { name: "a Google OAuth token", pattern: /(?:ya29\.|1\/\/0)[A-Za-z0-9_-]{24,300}/ },
  { name: "an Azure client secret", pattern: /[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/ },
  { name: "an Azure account key", pattern: /(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{20,100}/, anywhere: true },
  { name: "an Azure shared access signature", pattern: /[?&;]sig=[A-Za-z0-9+/%]{20,200}/, anywhere: true },
  { name: "an Alibaba Cloud access key", pattern: /LTAI[A-Za-z0-9]{12,24}(?![A-Za-z0-9])/ },
  { name: "a DigitalOcean token", pattern: /do[opr]_v1_[0-9a-f]{32,64}/ },
  { name: "a Heroku key", pattern: /HRKU-[A-Za-z0-9_-]{30,80}/ },
  { name: "a Cloudflare origin key", pattern: /v1\.0-[0-9a-f]{24}-[0-9a-f]{100,160}/ },
  { name: "a Fly.io token", pattern: /fm[12][ar]?_[A-Za-z0-9+/=_-]{40,400}/ },
  { name: "a Netlify token", pattern: /nfp_[A-Za-z0-9]{30,40}/ },

  // Source code, builds and registries
  { name: "a GitHub token", pattern: /gh[oprsu]_[A-Za-z0-9]{20,255}/ },
  { name: "a GitHub token", pattern: /github_pat_[A-Za-z0-9_]{20,255}/ },
  { name: "a GitLab token", pattern: /gl(?:pat|dt|rt|rtr|cbt|ptt|ft|soat|agent|imt|ffct)-[A-Za-z0-9_-]{16,255}/ },
  { name: "a Bitbucket token", pattern: /ATBB[A-Za-z0-9]{24,40}/ },
  { name: "an npm token", pattern: /npm_[A-Za-z0-9]{30,40}/ },
  { name: "a PyPI token", pattern: /pypi-AgE[A-Za-z0-9_-]{16,255}/ },
  { name: "a RubyGems key", pattern: /rubygems_[0-9a-f]{32,48}/ },
  { name: "a NuGet key", pattern: /oy2[a-z0-9]{43}(?![a-z0-9])/ },
  { name: "a crates.io token", pattern: /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/ },
  { name: "a Docker token", pattern: /dckr_[op]at_[A-Za-z0-9_-]{20,60}/ },
  { name: "a CircleCI token", pattern: /CCI(?:PAT|PRJ)_[A-Za-z0-9_]{30,80}/ },
  { name: "a Buildkite token", pattern: /bkua_[0-9a-f]{40}/ },
  { name: "a SonarQube token", pattern: /sq[apu]_[0-9a-f]{40}/ },
  { name: "a Terraform Cloud token", pattern: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,80}/ },
  { name: "a Pulumi token", pattern: /pul-[0-9a-f]{40}/ },
  { name: "a Vault token", pattern: /hv[brs]\.[A-Za-z0-9_-]{20,200}/ },
  { name: "a Doppler token", pattern: /dp\.(?:ct|pt|sa|scim|st)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}/ },
  { name: "a 1Password token", pattern: /ops_eyJ[A-Za-z0-9+/]{40,400}/ },
  { name: "a Tailscale key", pattern: /tskey-[a-z]{3,10}-[A-Za-z0-9-]{16,80}/ },
  { name: "an age key", pattern: /AGE-SECRET-KEY-1[A-Z0-9]{50,60}/ },

  // Messages and mail
  { name: "a Slack token", pattern: /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,255}/ },
  { name: "a Slack token", pattern: /xapp-\d-[A-Za-z0-9-]{10,255}/ },
  {
    name: "a Slack webhook address",
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20,120}/,
  },
  {
    name: "a Discord webhook address",
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{15,22}\/[A-Za-z0-9_-]{40,80}/,
  },
  { name: "a Discord token", pattern: /(?<![_-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/ },
  { name: "a Telegram token", pattern: /\d{8,10}:AA[A-Za-z0-9_-]{32,34}/ },
  { name: "a SendGrid key", pattern: /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}/ },
  { name: "a Mailgun key", pattern: /key-[0-9a-f]{32}(?![A-Za-z0-9])/ },
  { name: "a Mailchimp key", pattern: /[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/ },
  { name: "a Brevo key", pattern: /xkeysib-[0-9a-f]{32,64}-[A-Za-z0-9]{16}/ },

  // Payments and shops
  { name: "a Stripe key", pattern: /[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,255}/ },
  { name: "a Stripe webhook secret", pattern: /whsec_[A-Za-z0-9+/]{20,80}/ },
  { name: "a Square token", pattern: /sq0(?:atp|csp)-[A-Za-z0-9_-]{20,50}/ },
  { name: "a Braintree token", pattern: /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}/ },
  { name: "a Plaid token", pattern: /access-(?:sandbox|development|production)-[0-9a-f-]{36}/ },
  { name: "a Shopify token", pattern: /shp(?:at|ca|pa|ss|tka)_[A-Za-z0-9]{16,64}/ },
  { name: "a Shippo token", pattern: /shippo_(?:live|test)_[0-9a-f]{40}/ },
  { name: "an EasyPost key", pattern: /EZ[AT]K[A-Za-z0-9]{54}/ },

  // Observability and data
  { name: "a Grafana token", pattern: /(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,400})/ },
  { name: "a New Relic key", pattern: /NR(?:AK|RA|II|IQ|AA)-[A-Za-z0-9_-]{20,40}/ },
  { name: "a Sentry token", pattern: /sntry[su]_[A-Za-z0-9+/=_-]{40,300}/ },
  { name: "a Dynatrace token", pattern: /dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}/ },
  { name: "a Databricks token", pattern: /dapi[0-9a-f]{32}(?![A-Za-z0-9])/ },
  { name: "a PlanetScale credential", pattern: /pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{30,80}/ },
  { name: "a Supabase key", pattern: /(?:sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{20,60})/ },

  // Work and customers
  { name: "an Atlassian token", pattern: /AT[AC]TT3[A-Za-z0-9_=-]{20,255}/ },
  { name: "an Airtable token", pattern: /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/ },
  { name: "a HubSpot token", pattern: /pat-(?:na|eu|ap)\d{1,2}-[0-9a-f-]{36}/ },
  { name: "a Linear key", pattern: /lin_(?:api|oauth)_[A-Za-z0-9]{32,80}/ },
  { name: "a Notion token", pattern: /(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}(?![A-Za-z0-9]))/ },
  { name: "a Figma token", pattern: /fig[dou]_[A-Za-z0-9_-]{30,80}/ },
  { name: "a Postman key", pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/ },
  { name: "a Typeform token", pattern: /tfp_[A-Za-z0-9_-]{40,70}/ },
  { name: "a Dropbox token", pattern: /sl\.[A-Za-z0-9_-]{100,300}/ },

  // Models
  { name: "an OpenAI key", pattern: /sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,255}/ },
  { name: "an OpenAI key", pattern: /sk-[A-Za-z0-9]{32,64}(?![A-Za-z0-9])/ },
  { name: "an Anthropic key", pattern: /sk-ant-[A-Za-z0-9_-]{16,255}/ },
  { name: "a Hugging Face token", pattern: /(?:hf|api_org)_[A-Za-z]{30,40}(?![A-Za-z0-9])/ },
  { name: "a Groq key", pattern: /gsk_[A-Za-z0-9]{40,60}/ },
  { name: "an xAI key", pattern: /xai-[A-Za-z0-9]{60,100}/ },
  { name: "a Replicate token", pattern: /r8_[A-Za-z0-9]{30,45}/ },

  // Of no single provider
  { name: "a private key", pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/, anywhere: true },
  { name: "a JSON Web Token", pattern: /(?<![_-])eyJ[A-Za-z0-9_-]{8,500}\.eyJ[A-Za-z0-9_-]{8,500}/ },
  {
    name: "an address with a password",
    pattern: /[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s:@/?#]{0,128}:[^\s@/?#]{1,128}@/,
  },
  {
    name: "an address with a token",
    pattern:
      /[?&](?:(?:access|refresh|id|auth|api)[_-]?token|token|api[_-]?key|subscription[_-]key|client[_-]?secret|secret|password|passwd|pwd|signature|x-amz-(?:signature|security-token)|x-goog-signature)=[^\s&#{}<>$]{8,200}/i,
    anywhere: true,
  },
  {
    name: "a password",
    pattern:
      /(?<![_-])(?:password|passwd|pwd|secret|(?:aws_)?secret_access_key|token|api[_-]?key)=["']?(?=[^\s"'&;,]{0,60}\d)[^\s"'&;,{}<>$]{8,200}/i,
  },
  {
    name: "the value of an `Authorization` header",
    pattern: new RegExp(
      `${tokenScheme}(?=[A-Za-z0-9._~+/-]{0,60}\\d)(?=[a-z0-9._~+/-]{0,60}[A-Z])[A-Za-z0-9._~+/-]{20,500}`,
    ),
  },
  {
    name: "the value of an `Authorization` header",
    pattern:
      /Basic {1,3}(?=[A-Za-z+/]{0,60}[0-9=])(?=[a-z0-9+/]{0,60}[A-Z])[A-Za-z0-9+/]{12,500}={0,2}(?![A-Za-z0-9-])/,
  },
];
