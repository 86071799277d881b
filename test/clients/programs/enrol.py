"""Enrols and verifies with the generated Python client."""

import sys

import faces

url, token, photo = sys.argv[1:]
configuration = faces.Configuration(host=url, access_token=token)
with faces.ApiClient(configuration) as client:
    api = faces.FacesApi(client)
    # Where a route takes a form and JSON, the generated client would send its form as JSON.
    form = {"file": [photo], "_content_type": "multipart/form-data"}
    enrolled = api.enroll_face(**form)
    verified = api.verify_face(**form, user_id="me")
    print(f"enrolled {enrolled.face_count}, verified {verified.user_id}")
    try:
        api.delete_face(user_id="nobody else")
    except faces.ApiException as error:
        print(f"refused {error.status}")
