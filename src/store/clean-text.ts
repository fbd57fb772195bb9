/**
 * Takes NUL out of every text that goes to the database: PostgreSQL has no way to hold
 * it, and a foreign id that contains one must be "not found" and no fault. JSON cells
 * are not touched, for JSON writes NUL as an escape.
 */
import {
  OperationNodeTransformer,
  type KyselyPlugin,
  type PrimitiveValueListNode,
  type ValueNode,
} from "kysely";

const REPLACEMENT = "\uFFFD";

const clean = (value: unknown): unknown =>
  typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", REPLACEMENT) : value;

class CleanText extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...super.transformValue(node), value: clean(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node), values: node.values.map(clean) };
  }
}

export function cleanText(): KyselyPlugin {
  const transformer = new CleanText();
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
}
