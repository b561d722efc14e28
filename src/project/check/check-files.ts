import type { Diagnostic } from '../../core/index.ts';
import { examineCronYaml, examineDispatchYaml, type FileKind } from '../../manifest/index.ts';
import { readConfig } from '../open.ts';
import { findAcross } from './across.ts';
import { examineApp } from './examine-app.ts';
import type { ExaminedFile } from './examined.ts';
import { findFiles, type FoundFile } from './find-files.ts';
import { inOrder } from './order.ts';

/** What to check. */
export interface CheckRequest {
  /** Folders, or yaml files by their names. */
  readonly targets: readonly string[];
  /** Values for `${NAME}`; null leaves them as they are. */
  readonly substitutions: Readonly<Record<string, string>> | null;
}

/** What a check has found. */
export interface CheckReport {
  readonly files: readonly CheckedFile[];
  /** Errors and warnings of all files, in the order of files and lines. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A file that was checked. */
export interface CheckedFile {
  readonly path: string;
  readonly kind: FileKind;
  /** Of an app.yaml that says so. */
  readonly service: string | null;
}

/**
 * Says all that can be known of an app without an engine: what is wrong with each file, with what it asks to build, and
 * between the files. Changes nothing. Throws only for targets that cannot be read.
 */
export async function checkFiles({ targets, substitutions }: CheckRequest): Promise<CheckReport> {
  const examined = await Promise.all(
    findFiles(targets).map(async (file) => await examine(file, substitutions)),
  );
  const paths = examined.map(({ path }) => path);
  return {
    files: examined.map(({ path, kind, config }) => ({
      path,
      kind,
      service: kind === 'app' && config !== null ? config.config.service : null,
    })),
    diagnostics: inOrder([...examined.flatMap((file) => file.diagnostics), ...findAcross(examined)], paths),
  };
}

async function examine(
  { path, kind }: FoundFile,
  substitutions: CheckRequest['substitutions'],
): Promise<ExaminedFile> {
  const input = { file: path, text: readConfig(path), substitutions };
  switch (kind) {
    case 'app':
      return { path, kind, ...(await examineApp(input)) };
    case 'dispatch':
      return { path, kind, ...examineDispatchYaml(input) };
    case 'cron':
      return { path, kind, ...examineCronYaml(input) };
    default:
      return kind satisfies never;
  }
}
