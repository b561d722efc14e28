import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of the packages that `sources` belong to, and Node's, whose text is in `nodeFolder`. */
export function thirdPartyNotices(sources, nodeFolder) {
  const packages = [...new Set(sources.map(packageOf).filter((folder) => folder !== null))].sort();
  return [
    'flexbuild contains the following software.\n',
    ...packages.map(noticeOf),
    section('Node.js', readFileSync(join(nodeFolder, 'LICENSE'), 'utf8')),
  ].join('\n');
}

function packageOf(source) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? null;
}

function noticeOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, author } = manifest;
  // The list is how npm had it before 2014.
  const license = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(' or ');
  if (!license) throw new Error(`${folder}/package.json does not say its licence`);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const by = typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`);
  return section(
    `${name} ${version} (${license})`,
    texts.length > 0 ? texts.join('\n') : `Copyright ${by}\n`,
  );
}

const section = (title, text) => `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}\n`;
