import AWS, { ssm } from "bridgehead";

enum Kind {
	Key = "API_KEY", // 🔑
}

/* 🔑 */ await AWS.Events.Connection("orders", {
	authorizationType: Kind.Key, /* 🔑 */ descripton: "🔑",
	authParameters: {
		apiKeyName: "🔑 key",	apiKey: ssm("/elsewhere/key"),
	},
});
