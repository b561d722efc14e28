import type { Report } from './report.ts';
import type { YamlMap, YamlNode, YamlScalar } from './yaml-tree.ts';

type Substitutions = Readonly<Record<string, string>>;

const placeholder = /\$\{([a-zA-Z_][a-zA-Z0-9_]*)\}/g;

/** The platform's own variables: `${PORT}` in an entrypoint is for the shell that runs it. */
const ofThePlatform = /^(?:GAE_.*|PORT|GOOGLE_CLOUD_PROJECT|GCLOUD_PROJECT)$/;

/** The mapping with every `${NAME}` in its values replaced; one without a value is an error of the report. */
export function substitute(root: YamlMap, substitutions: Substitutions, report: Report): YamlMap {
  const scalar = (node: YamlScalar): YamlScalar => {
    const text = node.text.replace(placeholder, (whole, name: string) => {
      if (ofThePlatform.test(name)) return whole;
      if (Object.hasOwn(substitutions, name)) return substitutions[name] ?? whole;
      report.error(node.range, {
        code: 'FB1014',
        message: `the placeholder ${whole} has no value`,
        hint: `Set the environment variable ${name}.`,
      });
      return whole;
    });
    return text === node.text ? node : { ...node, text, substituted: true };
  };
  const map = (node: YamlMap): YamlMap => ({
    ...node,
    entries: node.entries.map((entry) => ({ ...entry, value: any(entry.value) })),
  });
  const any = (node: YamlNode): YamlNode => {
    switch (node.kind) {
      case 'scalar':
        return scalar(node);
      case 'list':
        return { ...node, items: node.items.map(any) };
      case 'map':
        return map(node);
      default:
        return node satisfies never;
    }
  };
  return map(root);
}
