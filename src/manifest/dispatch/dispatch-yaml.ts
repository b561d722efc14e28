import type { Span } from '../../core/index.ts';
import { readDocument, type Examined, type YamlText } from '../document.ts';
import { itemsOf, rangeWithin, type ListItem } from '../list-items.ts';
import { label } from '../reader.ts';
import type { Report } from '../report.ts';
import { dispatchYamlFile, type DispatchYaml } from '../schema/dispatch.ts';
import { covers, type DispatchRule } from './rules.ts';
import { parseUrlPattern } from './url-pattern.ts';

/** A dispatch.yaml, and the way back from its rules to their places. */
export interface LocatedDispatch {
  /** The file as the user named it. */
  readonly file: string;
  /** In their order: of those that match, the first decides. */
  readonly rules: readonly LocatedRule[];
}

/** A rule and where its parts stand. */
export interface LocatedRule {
  readonly rule: DispatchRule;
  readonly at: Readonly<Record<'url' | 'service', Span | null>>;
}

/** Reads a dispatch.yaml; rules with an error are left out of the config. Throws nothing. */
export function examineDispatchYaml(input: YamlText): Examined<LocatedDispatch> {
  const { report, content } = readDocument(input, dispatchYamlFile);
  if (content === null) return { config: null, diagnostics: report.diagnostics() };
  const items = itemsOf(content, 'dispatch', content.values.dispatch);
  const rules = items.flatMap((item) => readRule(item, { text: input.text, report }) ?? []);
  warnOfUnreached(rules, report);
  const located = rules.map(({ rule, item }) => ({
    rule,
    at: { url: spanOf(report, item, 'url'), service: spanOf(report, item, 'service') },
  }));
  return { config: { file: input.file, rules: located }, diagnostics: report.diagnostics() };
}

type Item = ListItem<NonNullable<DispatchYaml['dispatch']>[number]>;

interface Found {
  readonly rule: DispatchRule;
  readonly item: Item;
}

function readRule(
  item: Item,
  { text, report }: { readonly text: string; readonly report: Report },
): Found | null {
  const { url, service } = item.value;
  const range = item.rangeOf('url');
  if (!item.isSound('url') || range === null) return null;
  const pattern = parseUrlPattern(url);
  const path = ['dispatch', String(item.index), 'url'];
  if (pattern.problem) {
    const { message, hint, ...place } = pattern.problem;
    const at = rangeWithin(text, { value: url, range }, place);
    report.error(at, { code: 'FB1050', message: `${label(path)}: ${message}`, hint });
    return null;
  }
  const star = pattern.path.text.indexOf('*');
  if (star !== -1) {
    const start = url.indexOf('/') + star;
    report.warning(rangeWithin(text, { value: url, range }, { start, end: start + 1 }), {
      code: 'FB1150',
      message: `${label(path)}: a * within a path stands for itself`,
      hint: 'Put it at the end of the path, where it stands for anything.',
    });
  }
  if (!item.isSound('service')) return null;
  const { host, path: pathPattern } = pattern;
  return { rule: { url, host, path: pathPattern, service }, item };
}

function warnOfUnreached(found: readonly Found[], report: Report): void {
  for (const [index, { rule, item }] of found.entries()) {
    const range = item.rangeOf('url');
    const earlier = found.slice(0, index).find((other) => covers(other.rule, rule));
    if (!earlier || range === null) continue;
    report.warning(range, {
      code: 'FB1151',
      message: `no request gets to dispatch[${item.index}]: "${earlier.rule.url}" before it takes them all`,
      hint: 'Put the narrower rule first, or remove it.',
    });
  }
}

function spanOf(report: Report, item: Item, key: 'url' | 'service'): Span | null {
  const range = item.rangeOf(key);
  return range && report.spanOf(range);
}
