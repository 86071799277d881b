import type { GraphModelFiles, GraphNodeJson } from './graph-model.js';

/**
 * Some converters broke networks whose PReLU was written out as `Relu(x) + (x − |x|) · c`: they turned the difference round,
 * and took the ReLU for the activation of the convolution before it, so that x itself is rectified and the second summand
 * always 0. What such a file computes recognises nobody (docs/models.md). This gives the network back that was trained:
 * every such sum becomes `Relu(x) + (|x| − x) · c` of the unrectified x.
 * @throws Error when there is no such sum: the repair was meant for another file
 */
export function restorePRelu(files: GraphModelFiles): GraphModelFiles {
  const nodes = files.topology.node.map((node) => ({ ...node, input: [...node.input] }));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const added: GraphNodeJson[] = [];
  let restored = 0;
  for (const sum of nodes) {
    const found = matchWrittenOut(byName, sum);
    if (found === null) continue;
    const { x, magnitude, difference, fusedInto } = found;
    if (fusedInto !== undefined) {
      const relu = { name: `${x}/Relu`, op: 'Relu', input: [x], attr: {} };
      added.push(relu);
      unfuseRelu(fusedInto);
      sum.input[0] = relu.name;
    }
    difference.input = [magnitude, x];
    restored += 1;
  }
  if (restored === 0) throw new Error(`${files.path} has no PReLU to restore`);
  return { ...files, topology: { ...files.topology, node: [...nodes, ...added] } };
}

/** A PReLU as such a converter writes it. */
interface WrittenOut {
  /** Names of x and of |x|. */
  x: string;
  magnitude: string;
  difference: GraphNodeJson;
  /** The convolution that took the ReLU for its activation, where there is one. */
  fusedInto: GraphNodeJson | undefined;
}

function matchWrittenOut(byName: ReadonlyMap<string, GraphNodeJson>, sum: GraphNodeJson): WrittenOut | null {
  const [positive, product] = inputsOf(sum, 'Add');
  const difference = byName.get(inputsOf(byName.get(product), 'Mul')[0]);
  const [x, magnitude] = inputsOf(difference, 'Sub');
  const isOfMagnitude = x !== '' && inputsOf(byName.get(magnitude), 'Abs')[0] === x;
  if (difference === undefined || !isOfMagnitude) return null;
  const source = byName.get(x);
  if (positive === x && source !== undefined) return { x, magnitude, difference, fusedInto: source };
  const isRectified = inputsOf(byName.get(positive), 'Relu')[0] === x;
  return isRectified ? { x, magnitude, difference, fusedInto: undefined } : null;
}

/** The first two inputs of a node of that operation; empty where there is none. */
function inputsOf(node: GraphNodeJson | undefined, op: string): readonly [string, string] {
  const [first = '', second = ''] = node?.op === op ? node.input : [];
  return [first, second];
}

function unfuseRelu(node: GraphNodeJson): void {
  const fused = node.attr['fused_ops']?.list?.s ?? [];
  const kept = fused.filter((operation) => Buffer.from(operation, 'base64').toString('utf8') !== 'Relu');
  node.attr = { ...node.attr, fused_ops: { list: { s: kept } } };
}
