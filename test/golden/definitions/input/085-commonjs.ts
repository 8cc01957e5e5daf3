const AWS = require("alchemy/aws/control");

module.exports = AWS;
