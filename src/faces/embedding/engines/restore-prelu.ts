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
    if (sum.op !== 'Add') continue;
    const [positive = '', product = ''] = sum.input;
    const difference = byName.get(nodeInput(byName, product, 'Mul', 0));
    const [x = '', magnitude = ''] = difference?.op === 'Sub' ? difference.input : [];
    if (difference === undefined || nodeInput(byName, magnitude, 'Abs', 0) !== x) continue;
    const source = byName.get(x);
    if (positive === x && source !== undefined) {
      const relu = { name: `${x}/Relu`, op: 'Relu', input: [x], attr: {} };
      added.push(relu);
      unfuseRelu(source);
      sum.input[0] = relu.name;
    } else if (nodeInput(byName, positive, 'Relu', 0) !== x) continue;
    difference.input = [magnitude, x];
    restored += 1;
  }
  if (restored === 0) throw new Error(`${files.path} has no PReLU to restore`);
  return { ...files, topology: { ...files.topology, node: [...nodes, ...added] } };
}

function nodeInput(
  byName: ReadonlyMap<string, GraphNodeJson>,
  name: string,
  op: string,
  index: number,
): string {
  const node = byName.get(name);
  return node?.op === op ? (node.input[index] ?? '') : '';
}

function unfuseRelu(node: GraphNodeJson): void {
  const fused = node.attr['fused_ops']?.list?.s ?? [];
  const kept = fused.filter((operation) => Buffer.from(operation, 'base64').toString('utf8') !== 'Relu');
  node.attr = { ...node.attr, fused_ops: { list: { s: kept } } };
}
