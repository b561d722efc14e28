import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { closest, error, failure, throwErrorsAmong, warning, type Diagnostic } from '../core/index.ts';
import { examineDispatchYaml, type DispatchRule, type LocatedRule } from '../manifest/index.ts';
import { readIncluded } from './open.ts';
import type { Project } from './types.ts';

/** Which dispatch.yaml counts. */
export interface DispatchRequest {
  /** Files that somebody named; none: the one that lies beside a service's yaml file, if any. */
  readonly named: readonly string[];
  /** The services that run. */
  readonly projects: readonly Pick<Project, 'configFile' | 'plan'>[];
}

/** A dispatch.yaml that was read. */
export interface OpenedDispatch {
  readonly file: string;
  /** Nobody named it. */
  readonly found: boolean;
  readonly rules: readonly DispatchRule[];
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads an app's dispatch.yaml; null where there is none. Throws every error in it, FB3201 where one that was named is not
 * there, FB1111 where there are two, and FB1110 where the rules of one that was named name services that do not run: App
 * Engine refuses to deploy such a file. With a file that was found these are warnings: to run one service alone is usual here.
 */
export function openDispatch(request: DispatchRequest): OpenedDispatch | null {
  const found = request.named.length === 0;
  const file = theOne(found ? besides(request.projects) : request.named);
  if (file === null) return null;
  const { config, diagnostics } = examineDispatchYaml({ file, text: textOf(file), substitutions: null });
  const rules = config?.rules ?? [];
  const services = request.projects.map(({ plan }) => plan.service);
  const absent = rules
    .filter(({ rule }) => !services.includes(rule.service))
    .map((located) => absentService(located, { services, found }));
  const all = [...diagnostics, ...absent];
  throwErrorsAmong(all);
  return { file, found, rules: rules.map(({ rule }) => rule), diagnostics: all };
}

function besides(projects: DispatchRequest['projects']): readonly string[] {
  return projects
    .map(({ configFile }) => join(dirname(configFile), 'dispatch.yaml'))
    .filter((file) => existsSync(file));
}

function theOne(files: readonly string[]): string | null {
  const [first = null, ...others] = new Map(files.map((file) => [resolve(file), file])).values();
  if (first === null || others.length === 0) return first;
  throw failure({
    code: 'FB1111',
    message: `an app has one dispatch.yaml, and here are ${[first, ...others].join(' and ')}`,
    hint: 'Name the one that counts, behind the apps.',
  });
}

function textOf(file: string): string {
  const text = readIncluded(file);
  if (text !== null) return text;
  throw failure({
    code: 'FB3201',
    message: `there is no file "${file}"`,
    hint: 'Correct its name, or leave it out: one beside an app is found.',
  });
}

interface Running {
  readonly services: readonly string[];
  readonly found: boolean;
}

function absentService({ rule, at }: LocatedRule, { services, found }: Running): Diagnostic {
  const near = closest(rule.service, services);
  const correct = near === null ? '' : `Write ${near}, if that is what you mean, or name`;
  return (found ? warning : error)({
    code: 'FB1110',
    message: `the service "${rule.service}" does not run here (${services.join(', ')})${found ? `: requests for ${rule.url} are answered 503` : ''}`,
    hint: `${correct || 'Name'} its app.yaml as well: \`flexbuild run\` takes several.`,
    at: at.service,
  });
}
