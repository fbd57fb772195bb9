/** What a line of syntax says: `<path> [-ShowHex] -Name=<value>`, required without brackets. */
export interface Parameter {
  readonly name: string;
  readonly isFlag: boolean;
  readonly isRequired: boolean;
  readonly takesValue: boolean;
}

/** What arguments are counted and flags are known by. */
export interface Syntax {
  readonly positional: readonly Parameter[];
  readonly flags: readonly Parameter[];
}

/** Never fails: the lines of syntax are our own. */
export function readSyntax(written: string): Syntax {
  const parameters = written.split(" ").filter(Boolean).map(readParameter);
  return {
    positional: parameters.filter(({ isFlag }) => !isFlag),
    flags: parameters.filter(({ isFlag }) => isFlag),
  };
}

function readParameter(written: string): Parameter {
  const isRequired = !written.startsWith("[");
  const bare = written.replaceAll(/[[\]]/g, "");
  const isFlag = bare.startsWith("-");
  const [name = ""] = bare.replace(/^-/, "").split("=");
  return {
    name: name.replaceAll(/[<>]/g, ""),
    isFlag,
    isRequired,
    takesValue: !isFlag || bare.includes("="),
  };
}
