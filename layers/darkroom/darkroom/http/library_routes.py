"""Routes of what is in a library: photos and albums."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from darkroom.http.answers import answer
from darkroom.http.callers import user_id_of
from darkroom.http.library_bodies import (
    AlbumBody,
    AlbumList,
    AlbumWithPhotos,
    LibraryBody,
    LibraryPhotoBody,
    LibraryPhotoList,
    LibraryPhotoWithHistory,
)
from darkroom.http.parameters import AlbumId, Cursor, Limit, PhotoId
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases


def library_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the routes of what is in a library."""

    @app.get(
        "/v1/library",
        summary="Look at your library",
        tags=["library"],
        responses=responses({200: ("How far it has come.", LibraryBody)}, 401),
    )
    def look_at_library() -> Response[str]:
        """How many operations were accepted and applied, and whether one holds the others up."""
        log, halted = use.read_library.standing(user_id_of(app.current_event))
        return answer(LibraryBody.of(log, halted))

    @app.get(
        "/v1/library/albums",
        summary="List albums",
        tags=["library"],
        responses=responses({200: ("A page of albums.", AlbumList)}, 401, 422),
    )
    def list_albums(limit: Limit = 100, cursor: Cursor = None) -> Response[str]:
        """Your albums, without their photos."""
        user_id = user_id_of(app.current_event)
        albums = use.read_library.albums(user_id, limit=limit, cursor=cursor)
        page = albums.found
        items = tuple(map(AlbumBody.of, page.items))
        return answer(AlbumList(sequence=albums.sequence, items=items, cursor=page.cursor))

    @app.get(
        "/v1/library/albums/<album_id>",
        summary="Look at an album",
        tags=["library"],
        responses=responses({200: ("The album.", AlbumWithPhotos)}, 401, 404, 422),
    )
    def look_at_album(album_id: AlbumId) -> Response[str]:
        """An album with its photos in order."""
        album = use.read_library.album(user_id_of(app.current_event), album_id)
        return answer(AlbumWithPhotos.as_of(album))

    @app.get(
        "/v1/library/photos",
        summary="List the photos of your library",
        tags=["library"],
        responses=responses({200: ("A page of photos.", LibraryPhotoList)}, 401, 422),
    )
    def list_library_photos(limit: Limit = 100, cursor: Cursor = None) -> Response[str]:
        """The photos of your library, without their histories."""
        user_id = user_id_of(app.current_event)
        photos = use.read_library.photos(user_id, limit=limit, cursor=cursor)
        page = photos.found
        items = tuple(map(LibraryPhotoBody.of, page.items))
        return answer(LibraryPhotoList(sequence=photos.sequence, items=items, cursor=page.cursor))

    @app.get(
        "/v1/library/photos/<photo_id>",
        summary="Look at a photo of your library",
        tags=["library"],
        responses=responses({200: ("The photo.", LibraryPhotoWithHistory)}, 401, 404, 422),
    )
    def look_at_library_photo(photo_id: PhotoId) -> Response[str]:
        """A photo with its history, and how far its current version is rendered."""
        photo = use.read_library.photo(user_id_of(app.current_event), photo_id)
        return answer(LibraryPhotoWithHistory.as_of(photo))

    @app.get(
        "/v1/library/photos/<photo_id>/current",
        summary="Download the current version of a photo",
        tags=["library"],
        responses=responses({302: ("Where it is, for five minutes.", None)}, 401, 404, 409, 422),
    )
    def download_current(photo_id: PhotoId) -> Response[str]:
        """A redirect to what the photo looks like now: the original while nothing is done to it."""
        url = use.read_library.current_url(user_id_of(app.current_event), photo_id)
        headers = {"Location": url, "Cache-Control": "no-store"}
        return Response(status_code=HTTPStatus.FOUND, headers=headers, body="")
