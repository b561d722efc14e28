// As ./http.cjs: it brings node:http along.
module.exports = require('https');
