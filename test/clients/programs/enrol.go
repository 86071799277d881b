// Enrols and verifies with the generated Go client.
package main

import (
	"context"
	"fmt"
	"os"

	faces "example.org/faces"
)

func main() {
	url, token, photo := os.Args[1], os.Args[2], os.Args[3]
	configuration := faces.NewConfiguration()
	configuration.Servers = faces.ServerConfigurations{{URL: url}}
	api := faces.NewAPIClient(configuration).FacesAPI
	ctx := context.WithValue(context.Background(), faces.ContextAccessToken, token)

	enrolled, _, err := api.EnrollFace(ctx).File(open(photo)).Execute()
	check(err)
	verified, _, err := api.VerifyFace(ctx).File(open(photo)).UserId("me").Execute()
	check(err)
	fmt.Printf("enrolled %d, verified %s\n", enrolled.GetFaceCount(), verified.GetUserId())

	_, response, err := api.DeleteFace(ctx, "nobody else").Execute()
	if err == nil {
		panic("somebody else's face was deleted")
	}
	fmt.Printf("refused %d\n", response.StatusCode)
}

func open(photo string) []*os.File {
	file, err := os.Open(photo)
	check(err)
	return []*os.File{file}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
