/** Labels on everything that flexbuild makes on an engine; lists and clean-up go by them, never by names. */
export const labels = {
  session: 'dev.flexbuild.session',
  /** `MACHINE_ID/BOOT_ID/PID/PID_START_TIME` of the process that owns it: only what a dead one left is swept. */
  owner: 'dev.flexbuild.owner',
  /** The name of the app's folder with its service, for people. */
  app: 'dev.flexbuild.app',
  /** On an image: a digest of its app's folder, since apps in several folders can have one name. */
  folder: 'dev.flexbuild.folder',
  service: 'dev.flexbuild.service',
  version: 'dev.flexbuild.version',
  instance: 'dev.flexbuild.instance',
  /** What a container or network is for: `instance`, `metadata`, `network`. */
  role: 'dev.flexbuild.role',
  /** Digest of everything an image was made from. */
  inputs: 'dev.flexbuild.inputs',
  /** The digests of the single inputs, as JSON: they tell why an image is built again. */
  inputDigests: 'dev.flexbuild.input-digests',
  /** On a base made of Debian packages: the digest of its inputs. What is built on it inherits this. */
  base: 'dev.flexbuild.base',
  /** Those inputs, as JSON. */
  baseInputs: 'dev.flexbuild.base-inputs',
  /** When the archive it was made from was last published, in ISO 8601. */
  archiveDate: 'dev.flexbuild.archive-date',
} as const;

/** Names to values, as engines keep them. */
export type Labels = Readonly<Record<string, string>>;
