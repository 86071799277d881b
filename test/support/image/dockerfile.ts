export interface Instruction {
  keyword: string;
  /** `--from=build` and the like. */
  flags: Record<string, string>;
  /** What follows the keyword and its flags. */
  text: string;
}

export interface Stage {
  image: string;
  name: string | undefined;
  instructions: Instruction[];
}

/** Reads the part of the Dockerfile syntax that the project uses: continued lines, comments, flags, named stages. */
export function parseDockerfile(source: string): Stage[] {
  const lines = source
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const instruction of lines.map(parseLine)) {
    if (instruction.keyword === 'FROM') {
      const [image = '', , name] = instruction.text.split(/\s+/);
      stages.push({ image, name, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

function parseLine(line: string): Instruction {
  const [keyword = '', ...words] = line.trim().split(/\s+/);
  const flagCount = words.findIndex((word) => !word.startsWith('--'));
  const flags = words.slice(0, Math.max(flagCount, 0)).map((word) => {
    const [name = '', ...value] = word.slice(2).split('=');
    return [name, value.join('=')] as const;
  });
  return {
    keyword: keyword.toUpperCase(),
    flags: Object.fromEntries(flags),
    text: words.slice(Math.max(flagCount, 0)).join(' '),
  };
}
