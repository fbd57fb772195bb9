/** One question for all who ask it in the same instant. */

/**
 * Questions of the same instant are one call. An answer is never kept, nor is a question
 * joined that was sent earlier: what it is about may have changed since.
 */
export function atOnce<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const forming = new Map<string, Promise<T>>();
  return (key) => {
    const joined = forming.get(key);
    if (joined !== undefined) return joined;
    const answer = Promise.resolve().then(() => {
      forming.delete(key);
      return ask(key);
    });
    forming.set(key, answer);
    return answer;
  };
}
