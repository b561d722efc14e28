import { content, type Answer } from './answers.ts';
import type { Form } from './forms.ts';
import { listing, toJson, toLines, valueText } from './listing.ts';
import { isDirectory, type Folder, type List, type Value } from './nodes.ts';

/** What a place in the tree is answered with in one form. */
export type NodeAnswers = (node: Folder | List | Value, form: Form) => Answer;

/** Answers that are made once for each node and form: nodes do not change, trees do. */
export function nodeAnswers(): NodeAnswers {
  const known = new WeakMap<Folder | List | Value, Map<string, Answer>>();
  return (node, form) => {
    const forms = known.get(node) ?? new Map<string, Answer>();
    const key = `${form.recursive} ${form.alt} ${form.pretty}`;
    const answer = forms.get(key);
    if (answer) return answer;
    const made = nodeAnswer(node, form);
    known.set(node, forms.set(key, made));
    return made;
  };
}

/** The same, made anew. */
export function nodeAnswer(node: Folder | List | Value, form: Form): Answer {
  if (!isDirectory(node)) return valueAnswer(node, form);
  return form.recursive ? recursiveAnswer(node, form) : listingAnswer(node);
}

function listingAnswer(directory: Folder | List): Answer {
  const body = listing(directory);
  return content({ format: 'text', body, state: `listing ${body}` });
}

function recursiveAnswer(directory: Folder | List, { alt, pretty }: Form): Answer {
  const json = toJson(directory);
  const state = `recursive ${json}`;
  return alt === 'text'
    ? content({ format: 'text', body: toLines(directory), state })
    : content({ format: 'json', body: pretty ? toJson(directory, { pretty }) : json, state });
}

function valueAnswer(value: Value, { alt, pretty }: Form): Answer {
  const state = toJson(value);
  const format = alt ?? (value.kind === 'texts' ? value.shownAs : 'text');
  const body = format === 'json' ? toJson(value, { pretty }) : valueText(value);
  return content({ format, body, state });
}
