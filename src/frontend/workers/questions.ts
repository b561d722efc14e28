import type { Answers, Question } from './messages.ts';

/** Questions of a worker to the main process. */
export interface Questions {
  ask<About extends Question['about']>(about: About, name: string): Promise<Answers[About]>;
  answered(id: number, value: unknown): void;
}

/** Sends each question with a number, by which its answer is known. */
export function createQuestions(send: (id: number, question: Question) => void): Questions {
  const open = new Map<number, (value: unknown) => void>();
  let last = 0;
  return {
    ask<About extends Question['about']>(about: About, name: string) {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      last++;
      open.set(last, resolve);
      send(last, { about, name });
      return promise as Promise<Answers[About]>;
    },
    answered(id, value) {
      open.get(id)?.(value);
      open.delete(id);
    },
  };
}
