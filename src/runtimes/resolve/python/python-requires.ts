import { spanAt, warning, type Diagnostic } from '../../../core/index.ts';
import type { SourceTree } from '../../../source/index.ts';
import { allows } from './image-environment.ts';

/** Where an app says which Pythons it is for. */
const places: readonly { readonly file: string; readonly pattern: RegExp }[] = [
  { file: 'pyproject.toml', pattern: /^[ \t]*requires-python[ \t]*=[ \t]*["']([^"'\n]+)/dm },
  { file: 'setup.cfg', pattern: /^[ \t]*python_requires[ \t]*=[ \t]*([^#\r\n]+)/dm },
  { file: 'setup.py', pattern: /\bpython_requires\s*=\s*["']([^"'\n]+)/d },
];

/** A warning for each place whose word the chosen Python does not keep: pip refuses to install such an app. */
export function otherPythons(source: SourceTree, version: string): readonly Diagnostic[] {
  return places.flatMap(({ file, pattern }) => {
    const text = source.readText(file);
    const found = text === null ? null : pattern.exec(text);
    const asked = found?.[1]?.trim();
    const [startOffset, endOffset] = found?.indices?.[1] ?? [0, 0];
    if (text === null || asked === undefined || allows(asked, version)) return [];
    return [
      warning({
        code: 'FB2041',
        message: `${file} says that the app is for Python ${asked}, and it gets ${version}`,
        hint: 'Ask for such a Python with runtime_version in runtime_config, or correct the line.',
        at: spanAt({ file, text, startOffset, endOffset }),
      }),
    ];
  });
}
