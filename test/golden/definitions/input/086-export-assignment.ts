import AWS from "bridgehead";
import fs = require("fs");

export = { AWS, fs };
