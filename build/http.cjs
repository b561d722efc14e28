// The bundle takes node:http from here. Imported as an ES module, all of its exports are read at once, and among them are
// getters that load Node's whole fetch: 20 ms of every start (nodejs/node lib/http.js, lib/internal/bootstrap/realm.js).
module.exports = require('http');
