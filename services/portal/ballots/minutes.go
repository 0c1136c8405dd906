package ballots

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"lianluo/api/voting"
	"lianluo/services/portal/papers"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// minutes gives the record of a ballot, to be printed and signed.
func (s chair) minutes(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[voting.BallotMinutesRequest](r)
	if err != nil {
		return err
	}
	data, err := s.record(r, req)
	if err != nil {
		return err
	}
	name := "ballots.minutes"
	if req.Settlement {
		name = "ballots.settlement"
	}
	return papers.SendFile(w, ui.T(r.Context(), name)+".docx", data)
}

func (s chair) record(r *http.Request, req voting.BallotMinutesRequest) ([]byte, error) {
	body, err := session.Stream(r.Context(), s.Portal, voting.GetBallotMinutes, req)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// recorded is the digest of the record, which the declaration puts on the board.
func (s chair) recorded(r *http.Request) (string, error) {
	data, err := s.record(r, voting.BallotMinutesRequest{ID: r.PathValue("id")})
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:]), err
}
