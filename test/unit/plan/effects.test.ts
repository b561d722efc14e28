import { expect, test } from 'vitest';
import { appYaml } from '../../../src/manifest/schema/app-yaml.ts';
import type { Field } from '../../../src/manifest/schema/field.ts';
import { effectsOf, type Effect } from '../../../src/plan/index.ts';
import { planOf } from '../../support/app.ts';

const app = (text: string) =>
  planOf({ 'app.yaml': `runtime: python\nenv: flex\nentrypoint: python main.py\n${text}`, 'main.py': '' });

/** Keys that something here acts on, except those whose names are the app's own. */
function actedOn(fields: Readonly<Record<string, Field>>, path: readonly string[] = []): readonly string[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    if (field.status !== undefined || field.type === 'map') return [];
    const own = [...path, key];
    return field.type === 'object' ? actedOn(field.fields, own) : [own.join('.')];
  });
}

/** A decision of the plan; a section that the flexible environment refuses; other files, whose keys count as this one's. */
const elsewhere = /^(entrypoint|basic_scaling\..*|includes)$/;

test('every key of the table that has an effect is explained, and no other', () => {
  const automatic = effectsOf(app(''));
  const manual = effectsOf(app('manual_scaling: {instances: 1}\n'));
  const rest = effectsOf(
    app(
      'resources: {volumes: [{name: a, volume_type: tmpfs, size_gb: 0.1}]}\nliveness_check: {host: a}\nreadiness_check: {host: a}\n',
    ),
  );
  const keys = new Set([automatic, manual, rest].flat().map(({ key }) => key));
  const others = actedOn(appYaml.fields).filter((key) => !elsewhere.test(key));
  expect([...keys].sort()).toEqual([...others].sort());
});

test.each([
  ['service', 'service: shop\n', { kind: 'variable', value: 'GAE_SERVICE' }],
  ['env_variables.GREETING', 'env_variables: {GREETING: Hello}\n', { kind: 'variable', value: 'GREETING' }],
  ['resources.cpu', 'resources: {cpu: 2, memory_gb: 2}\n', { kind: 'limit', value: '2 cpu' }],
  ['manual_scaling.instances', 'manual_scaling: {instances: 3}\n', { kind: 'instances', value: 'always 3' }],
  ['service_account', 'service_account: a@b.example\n', { kind: 'account', value: 'a@b.example' }],
] satisfies [string, string, Pick<Effect, 'kind' | 'value'>][])(
  '%s leads to what it says',
  (key, text, effect) => {
    expect(effectsOf(app(text)).filter((one) => one.key === key)).toEqual([{ key, ...effect }]);
  },
);
