import { docs } from './docs.ts';
import type { Field, ListField, OpenField, TextField, TruthField } from './field.ts';

const ofStandard = { status: { kind: 'standard-only' }, docs: docs.standard } as const;

const text = (about: string) =>
  ({ type: 'text', about, default: null, ...ofStandard }) as const satisfies TextField;
const truth = (about: string) =>
  ({ type: 'truth', about, default: false, ...ofStandard }) as const satisfies TruthField;
const open = (about: string) => ({ type: 'open', about, ...ofStandard }) as const satisfies OpenField;
const sections = (about: string) =>
  ({ type: 'list', about, items: { type: 'open', about }, ...ofStandard }) as const satisfies ListField;
const words = (about: string, oneOf: readonly string[]) =>
  ({
    type: 'list',
    about,
    items: { type: 'text', about, default: null, required: true, oneOf },
    ...ofStandard,
  }) as const satisfies ListField;

/** Keys of the standard environment. gcloud checks them in every app.yaml; the flexible one does nothing with them. */
export const standardKeys = {
  api_version: {
    ...text('Version of the APIs.'),
    pattern: { expression: '[\\w.]{1,32}', means: 'up to 32 letters, digits, dots and underscores' },
  },
  threadsafe: truth('Whether requests may come at once.'),
  instance_class: {
    ...text('Size of an instance.'),
    status: { kind: 'standard-only', hint: 'Use resources with cpu and memory_gb.' },
  },
  handlers: { ...sections('What serves which URL.'), maxItems: 100 },
  inbound_services: words('Services that may call the app.', [
    'mail',
    'mail_bounce',
    'xmpp_message',
    'xmpp_subscribe',
    'xmpp_presence',
    'xmpp_error',
    'channel_presence',
    'rest',
    'warmup',
  ]),
  default_expiration: {
    ...text('How long static files are cached: `4d 5h`.'),
    pattern: {
      expression: '\\s*[0-9]+([DdHhMm]|[sS]?)(\\s+[0-9]+([DdHhMm]|[sS]?))*\\s*',
      means: 'numbers with d, h, m or s, such as `4d 5h`',
    },
  },
  error_handlers: {
    type: 'list',
    about: 'Pages for errors.',
    items: {
      type: 'object',
      about: 'The page for an error.',
      fields: {
        error_code: {
          type: 'text',
          about: 'Which error; all, where it is left out.',
          default: null,
          oneOf: ['default', 'over_quota', 'dos_api_denial', 'timeout'],
        },
        file: { type: 'text', about: 'The page.', default: null, required: true },
        mime_type: { type: 'text', about: 'Its type.', default: null },
      },
    },
    ...ofStandard,
  },
  builtins: sections('Built-in handlers.'),
  derived_file_type: words('Files that are made from others.', ['java_precompiled', 'python_precompiled']),
  admin_console: open('Pages of the admin console.'),
  backends: sections('Old name of services.'),
  auto_id_policy: { ...text('How the datastore numbers entities.'), oneOf: ['legacy', 'default'] },
  api_config: open('Endpoints of old.'),
  code_lock: truth('Whether the code can be downloaded.'),
  standard_websocket: truth('WebSockets in the standard environment.'),
  app_engine_apis: truth('The bundled services of old.'),
  nobuild_files: {
    type: 'list',
    about: 'Files that Go does not build.',
    items: { type: 'text', about: 'A regular expression.', default: null, required: true },
    orSingle: true,
    ...ofStandard,
  },
} as const satisfies Readonly<Record<string, Field>>;
