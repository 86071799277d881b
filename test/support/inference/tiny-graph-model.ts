import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Tensor {
  shape: number[];
  data: number[];
  dtype?: 'float32' | 'int32';
}

type Attribute = { b: boolean } | { i: string } | { s: string } | { list: { s?: string[]; i?: string[] } };

/** A graph model of TensorFlow.js' converter, written node by node. */
export class TinyGraphModel {
  private readonly nodes: { name: string; op: string; input: string[]; attr: Record<string, unknown> }[] = [];
  private readonly weights: { name: string; shape: number[]; dtype: string }[] = [];
  private readonly bytes: Buffer[] = [];

  /** An image, count x side x side x 3. */
  image(side: number): string {
    const dim = [-1, side, side, 3].map((size) => ({ size: String(size) }));
    return this.add('Placeholder', [], { shape: { shape: { dim } }, dtype: { type: 'DT_FLOAT' } });
  }

  constant({ shape, data, dtype = 'float32' }: Tensor): string {
    const name = this.add('Const', [], { dtype: { type: dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32' } });
    this.weights.push({ name, shape, dtype });
    this.bytes.push(
      Buffer.from((dtype === 'float32' ? Float32Array.from(data) : Int32Array.from(data)).buffer),
    );
    return name;
  }

  node(op: string, input: string[], attributes: Record<string, Attribute> = {}): string {
    return this.add(op, input, { T: { type: 'DT_FLOAT' }, ...attributes });
  }

  /** A convolution with bias; `fused` names what follows it. */
  conv(
    op: '_FusedConv2D' | 'FusedDepthwiseConv2dNative',
    input: string[],
    options: ConvOptions = {},
  ): string {
    const { stride = 1, padding = 'SAME', fused = [] } = options;
    return this.node(op, input, {
      strides: { list: { i: ['1', String(stride), String(stride), '1'] } },
      dilations: { list: { i: ['1', '1', '1', '1'] } },
      explicit_paddings: { list: {} },
      num_args: { i: '1' },
      padding: { s: base64(padding) },
      data_format: { s: base64('NHWC') },
      fused_ops: { list: { s: ['BiasAdd', ...fused].map(base64) } },
    });
  }

  /** @returns the path of the JSON */
  async write(folder: string): Promise<string> {
    const path = join(folder, 'network.json');
    const model = {
      format: 'graph-model',
      modelTopology: { node: this.nodes, library: {}, versions: {} },
      weightsManifest: [{ paths: ['network.bin'], weights: this.weights }],
    };
    await writeFile(path, JSON.stringify(model));
    await writeFile(join(folder, 'network.bin'), Buffer.concat(this.bytes));
    return path;
  }

  private add(op: string, input: string[], attr: Record<string, unknown>): string {
    const name = `${op}_${this.nodes.length}`;
    this.nodes.push({ name, op, input, attr });
    return name;
  }
}

interface ConvOptions {
  stride?: number;
  padding?: 'SAME' | 'VALID';
  fused?: string[];
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
