/** One mount that `addMounts` put in: its id begins so, whatever its kind. */
const ownMount = /\s*--mount=type=(?:cache|secret),id=flexbuild-\S+/g;

/** An instruction as the Dockerfile on disk has it: builders repeat the text that they got, with what was added to it. */
export function withoutOwnMounts(instruction: string): string {
  return instruction.replace(ownMount, '');
}
