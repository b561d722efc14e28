import { dirname, resolve } from 'node:path';
import { closest, error, warning, type Diagnostic, type Span } from '../../core/index.ts';
import { dispatchRuleFor, type LocatedAppConfig } from '../../manifest/index.ts';
import type { ExaminedFile } from './examined.ts';

type AppFile = Extract<ExaminedFile, { readonly kind: 'app' }>;

/** What no file shows by itself. */
export function findAcross(files: readonly ExaminedFile[]): readonly Diagnostic[] {
  return [...sameNames(files), ...missingServices(files), ...sentElsewhere(files)];
}

/** gcloud refuses to deploy two services of one name at once; yaml files of one folder are forms of the same service. */
function sameNames(files: readonly ExaminedFile[]): readonly Diagnostic[] {
  const first = new Map<string, { readonly path: string; readonly folder: string }>();
  return appsIn(files).flatMap(({ path, config }) => {
    if (config === null) return [];
    const { service } = config.config;
    const folder = dirname(resolve(path));
    const other = first.get(service);
    first.set(service, other ?? { path, folder });
    if (!other || other.folder === folder) return [];
    return error({
      code: 'FB1053',
      message: `the service "${service}" is that of ${other.path} as well`,
      hint: 'Give one of the two another `service`; check the services of different apps one app at a time.',
      at: placeOfName(config),
    });
  });
}

function placeOfName({ locate }: LocatedAppConfig): Span | null {
  return locate('service') ?? locate('runtime');
}

/** Services that dispatch.yaml and cron.yaml name. What else the app has, in other folders or deployed, cannot be known. */
function missingServices(files: readonly ExaminedFile[]): readonly Diagnostic[] {
  const apps = appsIn(files);
  const services = apps.flatMap(({ config }) => config?.config.service ?? []);
  // One that cannot be read may be the one that is meant.
  if (services.length === 0 || services.length < apps.length) return [];
  return namedServices(files)
    .filter(({ service }) => !services.includes(service))
    .map(({ service, at, otherwise }) => {
      const near = closest(service, services);
      const list = [...new Set(services)].join(', ');
      return warning({
        code: 'FB1152',
        message: `the service "${service}" is none of those checked here (${list})${otherwise}`,
        hint: `${near === null ? 'Correct' : `Write ${near}, if that is what you mean. Otherwise correct`} the name, or have its app.yaml checked as well: only the files that are named can be seen.`,
        at,
      });
    });
}

interface NamedService {
  readonly service: string;
  readonly at: Span | null;
  /** What App Engine does where there is no such service. */
  readonly otherwise: string;
}

function namedServices(files: readonly ExaminedFile[]): readonly NamedService[] {
  return files.flatMap((file): readonly NamedService[] => {
    switch (file.kind) {
      case 'app':
        return [];
      case 'dispatch':
        return (file.config?.rules ?? []).map(({ rule, at }) => ({
          service: rule.service,
          at: at.service,
          otherwise: '',
        }));
      case 'cron':
        return (file.config?.jobs ?? []).flatMap(({ job, at }) =>
          job.target === null
            ? []
            : {
                service: job.target.service,
                at: at.target,
                otherwise: '; without it, the job goes to default',
              },
        );
      default:
        return file satisfies never;
    }
  });
}

/** Documented: rules of dispatch.yaml come before a job's target. */
function sentElsewhere(files: readonly ExaminedFile[]): readonly Diagnostic[] {
  const rules = files
    .flatMap((file) => (file.kind === 'dispatch' ? (file.config?.rules ?? []) : []))
    .map(({ rule }) => rule)
    // Which host a job's request is for cannot be known.
    .filter(({ host }) => host.kind === 'suffix' && host.text === '');
  const jobs = files.flatMap((file) => (file.kind === 'cron' ? (file.config?.jobs ?? []) : []));
  return jobs.flatMap(({ job: { url, target }, at }) => {
    const rule = dispatchRuleFor(rules, { host: '', path: url.replace(/\?.*/s, '') });
    if (!rule || target === null || rule.service === target.service) return [];
    return warning({
      code: 'FB1153',
      message: `the dispatch rule "${rule.url}" sends this job to "${rule.service}", whatever its target says`,
      hint: `Write \`target: ${rule.service}\`, or change the rule.`,
      at: at.target,
    });
  });
}

function appsIn(files: readonly ExaminedFile[]): readonly AppFile[] {
  return files.filter((file) => file.kind === 'app');
}
