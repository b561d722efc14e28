import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../../../src/core/index.ts';

const pages = globSync(['*.md', 'docs/**/*.md', 'runtimes/*/README.md', 'examples/*/README.md'], {
  cwd: packageFolder(),
});

test.each(pages)('every link of %s to another page or place of ours leads somewhere', (page) => {
  const dead = linksOf(textOf(page)).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(packageFolder(), target))) return true;
    return anchor !== undefined && !anchorsOf(textOf(target)).has(anchor);
  });
  expect(dead).toEqual([]);
});

function textOf(page: string): string {
  return readFileSync(join(packageFolder(), page), 'utf8');
}

/** Those that stay within the repository. */
function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/```.*?```/gs, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
