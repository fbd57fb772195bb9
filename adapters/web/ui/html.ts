/** How the page writes markup: `html` for elements, `h` for components, whose props stay checked. */
import htm from "htm";
import { h as createElement } from "preact";
import type { ComponentType, VNode as AnyVNode } from "preact";

export type VNode = AnyVNode;

type Template = (strings: TemplateStringsArray, ...values: readonly unknown[]) => VNode;

// htm's types describe a CommonJS module; what browsers load has the function as its default export.
export const html = (htm as unknown as { bind(create: typeof createElement): Template }).bind(createElement);

/** Wrong or missing props are a type error, which they are not inside `html`. */
export function h<Props extends object>(
  component: (props: Props) => VNode | null,
  props: NoInfer<Props> & { readonly key?: string },
): VNode {
  return createElement(component as ComponentType<Props>, props) as unknown as VNode;
}
