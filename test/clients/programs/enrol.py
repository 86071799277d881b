"""Enrols and verifies with the generated Python client."""

import sys

import faces

url, token, photo = sys.argv[1:]
configuration = faces.Configuration(host=url, access_token=token)
with faces.ApiClient(configuration) as client:
    api = faces.FacesApi(client)
    enrolled = api.enroll_face(file=[photo])
    verified = api.verify_face(file=[photo], user_id="me")
    print(f"enrolled {enrolled.face_count}, verified {verified.user_id}")
    try:
        api.delete_face(user_id="nobody else")
    except faces.ApiException as error:
        print(f"refused {error.status}")
