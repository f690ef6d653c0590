import url = require("node:url");

const moduleUrl: string = url.pathToFileURL(__filename).href;

export = { moduleUrl };
