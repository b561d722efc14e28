import type { Interpreter, Runtime, RuntimeVersion } from '../../types.ts';

/** What runtimes/python/runtime.yaml says beyond what every runtime's says; a test holds the file against it. */
export interface PythonData {
  readonly layouts: Readonly<Record<'current' | 'legacy', Layout>>;
  /** `operating_system` to the version the platform takes where none is named. */
  readonly stacks: Readonly<Record<string, string>>;
  /** `python_version` to what it meant on the platform and what is used for it. */
  readonly legacyVersions: Readonly<Record<string, { readonly meant: string; readonly used: string }>>;
  /** Debian packages by the name that a version's row gives in `packages`. */
  readonly packages: Readonly<Record<string, PackageLists>>;
  readonly localePackages: readonly string[];
  /** What an entrypoint can start, by the program's name. */
  readonly programs: Readonly<Record<string, PackagedProgram>>;
  /** gunicorn's, by the first part of their names. */
  readonly workerClasses: Readonly<Record<string, PackagedProgram>>;
  /** Without a container engine. */
  readonly process: {
    readonly interpreter: Omit<Interpreter, 'version'>;
    readonly environment: {
      readonly path: readonly string[];
      readonly makers: readonly PackageInstaller[];
    };
    readonly env: Readonly<Record<string, string>>;
  };
}

/** A program that comes with a package. */
export interface PackagedProgram {
  readonly title: string;
  /** Packages, any of which is enough; `name[extra]` too, and a `*` at the end for any rest. The first is the usual one. */
  readonly broughtBy: readonly string[];
}

/** A way to make a virtual environment and to install packages in it. */
export interface PackageInstaller {
  readonly program: string | null;
  readonly make: readonly string[];
  /** The command that packages are added to. */
  readonly install: readonly string[];
  /** It is pip itself, in the release that the images have. */
  readonly pinsPip: boolean;
}

/** How an image is laid out: the legacy runtime's way, or that of the images since `operating_system`. */
export interface Layout {
  readonly folder: string;
  /** The other lay-out's folder; it leads to this one's. */
  readonly link: string;
  /** Which of the platform's images have that other folder, for a comment. */
  readonly otherImages: string;
  readonly locale: string;
  readonly shell: 'bash' | 'sh';
}

/** For the build stage and for the final one. */
export interface PackageLists {
  readonly build: readonly string[];
  readonly runtime: readonly string[];
}

/** The row of one Python version. */
export interface PythonVersionData {
  /** A key of `packages`. */
  readonly packages: string;
  /** Makes the virtual environment at /env. */
  readonly createEnvironment: string;
  /** `python -m venv` works. */
  readonly hasVenvModule: boolean;
  /** What the registry's image lacks of the interpreter itself. */
  readonly interpreterPackages: PackageLists;
  /** The newest releases that run on this version. */
  readonly pip: string;
  readonly gunicorn: string;
}

/** The Python runtime's own part of its runtime.yaml. */
export function pythonData(runtime: Runtime): PythonData {
  return runtime.data as unknown as PythonData;
}

const usual = {
  createEnvironment: 'python3 -m venv /env',
  hasVenvModule: true,
  interpreterPackages: { build: [], runtime: [] },
};

/** A version's own part of its row, with defaults for what the row leaves out. */
export function pythonVersionData(version: RuntimeVersion): PythonVersionData {
  return { ...usual, ...version.data } as unknown as PythonVersionData;
}
