"""Python's face_recognition, asked as the other engines are: a photograph's path a line in, a line of JSON out."""

import json
import resource
import sys
import time

import dlib
import face_recognition

print(json.dumps({"runtime": f"dlib {dlib.__version__}, HOG"}), flush=True)
for line in sys.stdin:
    wall, cpu = time.perf_counter(), time.process_time()
    image = face_recognition.load_image_file(line.strip())
    places = face_recognition.face_locations(image)
    encodings = face_recognition.face_encodings(image, places)
    cost = {"wallMs": 1000 * (time.perf_counter() - wall), "cpuMs": 1000 * (time.process_time() - cpu)}
    peak_bytes = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    encoding = list(encodings[0]) if len(encodings) == 1 else None
    print(json.dumps({"cost": cost, "encoding": encoding, "rssBytes": peak_bytes}), flush=True)
