/** Something the person at the keyboard can act on: told in one sentence, without a stack. */
export class Failure extends Error {}

/** Runs `work` as the life of this process: its number is the exit code, a `Failure` one sentence and exit code 1. */
export async function asProcess(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    const sentence = error instanceof Failure ? error.message : diskSentence(error);
    if (!sentence) throw error;
    console.error(sentence);
    process.exitCode = 1;
  }
}

const diskFaults = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in its place',
  EEXIST: 'a file is in its place',
};

function diskSentence(error) {
  const fault = error?.syscall && diskFaults[error.code];
  return fault ? `Dealcast cannot write to ${error.path}: ${fault}.` : null;
}
