"""open_clip's ViT-L/14 in float32 on the processor: see ../encoder.ts."""

import json
import sys
import time

import open_clip
import torch

torch.set_num_threads(int(sys.argv[1]))
model = open_clip.create_model("ViT-L-14", pretrained=None).eval()
images = torch.sin(torch.arange(4 * 3 * 224 * 224) * 12.9898).reshape(4, 3, 224, 224)


def fastest_ms(run):
    times = []
    with torch.inference_mode():
        for _ in range(3):
            start = time.perf_counter()
            run()
            times.append(1000 * (time.perf_counter() - start))
    return min(times[1:])


print(json.dumps({"images_ms": fastest_ms(lambda: model.encode_image(images))}))
