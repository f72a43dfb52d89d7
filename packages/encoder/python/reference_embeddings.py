"""Embeddings of open_clip or transformers, for `lesion models verify ID --against python`.

Reads {"format", "folder", "images", "texts"} from stdin, writes {"images", "texts"} with unit rows to stdout.
"""

import json
import pathlib
import sys

import torch
from PIL import Image


def with_open_clip(folder):
    import open_clip

    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
    model.eval()
    image = lambda picture: model.encode_image(preprocess(picture).unsqueeze(0))
    return image, lambda text: model.encode_text(tokenizer([text]))


def with_transformers(folder):
    from transformers import CLIPModel, CLIPTokenizer
    try:
        from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil as Processor
    except ImportError:
        from transformers import CLIPImageProcessor as Processor

    model = CLIPModel.from_pretrained(folder).eval()
    has_processor = (pathlib.Path(folder) / "preprocessor_config.json").exists()
    processor = Processor.from_pretrained(folder) if has_processor else Processor()
    if (pathlib.Path(folder) / "vocab.json").exists():
        tokenizer = CLIPTokenizer.from_pretrained(folder)
        tokens = lambda text: tokenizer([text], return_tensors="pt", padding="max_length", truncation=True)["input_ids"]
    else:
        import open_clip

        clip = open_clip.get_tokenizer("ViT-B-32")
        tokens = lambda text: clip([text])

    def rows(result):
        return result if isinstance(result, torch.Tensor) else result.pooler_output

    def image(picture):
        return rows(model.get_image_features(pixel_values=processor(images=picture, return_tensors="pt")["pixel_values"]))

    return image, lambda text: rows(model.get_text_features(input_ids=tokens(text)))


def unit(rows):
    return torch.nn.functional.normalize(rows.float(), dim=-1)[0].tolist()


asked = json.load(sys.stdin)
open_image, open_text = {"open_clip": with_open_clip, "transformers": with_transformers}[asked["format"]](asked["folder"])
with torch.no_grad():
    images = {pathlib.Path(path).name: unit(open_image(Image.open(path).convert("RGB"))) for path in asked["images"]}
    texts = {text: unit(open_text(text)) for text in asked["texts"]}
print(json.dumps({"images": images, "texts": texts}))
