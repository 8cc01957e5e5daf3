import { text } from "../../../definition/text.ts";
import { correctedLine, write } from "../../../help/corrected-line.ts";
import { butNot } from "../../../help/texts/values.ts";
import { didYouMean } from "../../../values/did-you-mean.ts";
import { shownValue } from "../../../values/shown-value.ts";
import type { About, Texts } from "../../texts.ts";
import { readAddress } from "../address.ts";
import { isUsable } from "../endpoint.ts";
import type { EndpointFault, DestinationFacts } from "../facts.ts";

/** What is said of where credentials and requests go, and of the key that encrypts the credentials. */
export const destinationTexts: Texts<DestinationFacts> = {
  "oauth-endpoint": ({ fault, written, whole }, about) =>
    text(
      `The token endpoint ${endpointFaults[fault]}.`,
      (whole ? proposal(written, about) : null) ?? write("https://auth.example.com/oauth/token", about, false),
    ),
  "oauth-host": ({ host, allowed }) => {
    const near = didYouMean(host, allowed);
    const list = allowed.length === 0 ? "The configuration allows no host." : `Allowed: ${allowed.join(", ")}.`;
    return text(
      `The client secret may not be sent to ${host}.`,
      near === undefined ? list : `Did you mean \`${near}\`? ${list}`,
    );
  },
  "oauth-host-punycode": ({ host }) =>
    text(
      `The host ${host} has letters outside ASCII, written in punycode, and can look like another host.`,
      "Compare it with the provider's documentation, or list the host in `oauthHosts`.",
    ),
  "oauth-host-private": ({ host }) =>
    text(
      `EventBridge cannot reach ${host} over the internet.`,
      "Write a public host, or give the private path to it in `connectivityParameters`.",
    ),
  "connectivity-without-oauth": ({ type }, { name, source }) =>
    text(
      `${name} lead to an OAuth token endpoint, and ${type} asks none.`,
      `Write \`${source.name("/InvocationConnectivityParameters")}\` beside \`${source.name("/AuthParameters")}\`: they lead to the endpoint that is invoked.`,
    ),
  "connectivity-region": ({ own, target }, { name }) =>
    text(
      `${name} is of ${own}, the target of ${target}: AWS does not support private connections across regions.`,
      `Use a resource configuration of ${target}.`,
    ),
  "kms-key-form": ({ key }, about) => {
    const alias = /^[A-Za-z0-9_-]{1,40}$/.test(key) && shownValue(key) !== null ? key : "my-key";
    return text(
      `${about.name} takes a key id, a key ARN, an alias or an alias ARN of KMS${butNot(key)}.`,
      `An alias begins with \`alias/\`: write it as in \`${correctedLine(`alias/${alias}`, about)}\``,
    );
  },
  "kms-key-region": ({ own, target }) =>
    text(
      `The KMS key is in ${own}, the target in ${target}.`,
      `Use a key, or a replica of a multi-region key, in ${target}.`,
    ),
  "kms-key-region/partition": ({ own, target, region }) =>
    text(
      `The KMS key is in the partition ${own}, the target in ${target}.`,
      `Use a key of ${region}, in the partition ${target}.`,
    ),
};

/** In words that follow "The token endpoint". */
const endpointFaults: Readonly<Record<EndpointFault, string>> = {
  user: "carries a user name or a password, which AWS keeps readable",
  http: "is not encrypted: the client secret would be sent over plain http",
  ip: "names its host by an IP address",
  "no-address": "is not an https address with a host",
  ascii: "has a host with characters outside ASCII, which can look like another host",
  dot: "has a host that ends with a dot",
  "no-host": "has a host that is no host name",
  port: "has a port that is no number from 1 to 65535",
};

/** The corrected line where one thing only is wrong that changes nothing about the host. */
function proposal(written: string, about: About): string | null {
  if (shownValue(written) === null || written.length > 200) return null;
  const corrected = written.replace(/^http:/i, "https:").replace(/^(https:\/\/[^/?:@]*[^/?:@.])\.(?=[/?:]|$)/i, "$1");
  const address = readAddress(corrected);
  return corrected !== written && address !== undefined && isUsable(address) ? write(corrected, about) : null;
}
