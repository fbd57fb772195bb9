/**
 * Text that reads as if it spoke to the model. Finding some is a warning for people and a
 * line in the audit, never a defence: what protects is that an agent cannot act.
 */

const PATTERNS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|prompts?|rules?|guardrails?|polic(?:y|ies)|directions?|safeguards?)\b/is,
  /\b(?:system prompt|developer mode|jailbreak|new instructions?|you are now|act as an?|pretend (?:to be|you))\b/i,
  /<\/?(?:system|assistant|user|instructions?|tool_call|function_calls?|invoke)\b[^>]{0,80}>|\[\/?INST\]|<\|[a-z_]{2,20}\|>/i,
  /\b(?:isolate|contain|release|approve|unfreeze|unblock|delete|disable)\b.{0,40}\b(?:all|every|each)\b.{0,40}\b(?:hosts?|servers?|machines?|endpoints?|requests?|alerts?|sensors?)\b/is,
  /\b(?:call|use|run|invoke)\b.{0,40}\b(?:falcon_[a-z]+|tools?)\b/i,
  /\bdo not (?:tell|inform|alert|mention)\b.{0,40}\b(?:users?|humans?|analysts?|operators?|anyone|anybody)\b/is,
];
/** Judging is for names and command lines; nobody needs a whole file judged. */
const JUDGED_CHARS = 20_000;

/** Of the first 20,000 characters. */
export const readsLikeInstruction = (text: string): boolean => {
  const judged = text.slice(0, JUDGED_CHARS);
  return PATTERNS.some((pattern) => pattern.test(judged));
};
