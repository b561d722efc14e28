import { failure, jsonSchemaOf, type FileKind } from '../../index.ts';
import type { Command } from '../command.ts';

const kinds: readonly FileKind[] = ['app', 'dispatch', 'cron'];

export const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of a yaml file, for editors',
  arguments: [{ usage: '<file>', help: 'app, dispatch or cron' }],
  flags: [],
  examples: [
    'flexbuild schema app > app.schema.json',
    '# then, as the first line of app.yaml: # yaml-language-server: $schema=app.schema.json',
  ],
  run({ args, print }) {
    const kind = kinds.find((name) => name === args[0]);
    if (kind === undefined) {
      throw failure({
        code: 'FB6001',
        message: `there is no schema "${args[0] ?? ''}"`,
        hint: `Name one of ${kinds.join(', ')}.`,
      });
    }
    print.raw(`${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`);
    return 0;
  },
};
