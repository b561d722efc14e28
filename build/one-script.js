import { basename } from 'node:path';
import { transform } from 'esbuild';

/**
 * Puts the chunks of a bundle into one script. Its value is a function of Node's `require`, of what imports
 * packages, and of the URL that the modules are said to be at; it gives what the chunk `entry` exports. A chunk is a function of its own: until something imports
 * it, V8 knows no more of it than where it begins.
 */
export async function oneScript({ outputFiles, metafile }, entry) {
  const chunks = await Promise.all(
    outputFiles.map(async (file) => chunk(basename(file.path), await commonJs(file.text))),
  );
  const script = before + chunks.join('') + after(entry);
  checkImports(script, Object.values(metafile.outputs));
  checkLetters(script);
  return script;
}

/** A script has no imports of its own: its caller makes those of packages. */
async function commonJs(text) {
  const { code } = await transform(text, { format: 'cjs', platform: 'node', target: 'node24' });
  return code.replaceAll('import("./', 'importChunk("./').replaceAll('import("', 'importPackage("');
}

function checkImports(script, outputs) {
  const expected = outputs.flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === 'dynamic-import'),
  ).length;
  const found = script.split(/import(?:Chunk|Package)\("/).length - 1;
  if (found !== expected) throw new Error(`the chunks have ${expected} imports, and the script ${found}`);
}

/** It is read as Latin-1, which takes half the memory of anything else and no decoding; esbuild escapes all but comments. */
function checkLetters(script) {
  const [wrong] = /^(?!\s*\/\/).*[^\0-\x7F].*/m.exec(script) ?? [];
  if (wrong !== undefined) throw new Error(`the script has more than ASCII: ${wrong}`);
}

const chunk = (name, code) => `${JSON.stringify(`./${name}`)}(module, require) {\n${code}},\n`;

// Most commands need few of Node's modules, so each is loaded when one of its names is used. What has to be whole from the
// start, because somebody sets a property or lists the names, is loaded with every Node anyway.
const before = `(function (nodeRequire, importPackage, moduleUrl) {
const atOnce = new Set(["buffer", "events", "fs", "module", "path", "process", "url", "util"]);
const builtin = (name) => new Proxy({}, { get: (_, key) => (key === "__esModule" ? undefined : nodeRequire(name)[key]) });
const loaded = new Map();
const importChunk = async (name) => require(name);
const require = (name) => {
  if (!loaded.has(name)) load(name);
  return loaded.get(name).exports;
};
const load = (name) => {
  const module = { exports: {} };
  loaded.set(name, module);
  if (Object.hasOwn(chunks, name)) chunks[name](module, require);
  else module.exports = atOnce.has(name.replace("node:", "")) ? nodeRequire(name) : builtin(name);
};
const chunks = {
`;
const after = (entry) => `};
return require(${JSON.stringify(`./${entry}`)});
})
`;
