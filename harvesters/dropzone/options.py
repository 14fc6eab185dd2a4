"""What can be set for a drop zone; each field's description is its documentation."""

from __future__ import annotations

from pydantic import Field

from luzern_harvesters.contract import Options


class DropzoneOptions(Options):
    """The options of the type ``dropzone``."""

    licence: str = Field(
        "",
        description="Nutzungsbedingungen aller Lieferungen dieser Quelle, die selbst keine nennen: eine Aussage der Dienststelle, nie eine Annahme des Portals.",
        examples=["terms_by"],
    )
    theme: tuple[str, ...] = Field((), description="Themen der Lieferungen, die selbst keines nennen (EU-Code oder deutscher Name).", examples=[["TRAN"]])
    publisher: str = Field(
        "", description="Herausgeberin der Lieferungen, die selbst keine nennen; leer: die Dienstabteilung der Quelle.", examples=["Tiefbauamt Stadt Luzern"]
    )
    upload_marker: str = Field(
        "", description="Datei, die den Abschluss einer Lieferung anzeigt. Ohne sie wartet der Ordner; leer: keine verlangt.", examples=["UploadTrigger.txt"]
    )
    settle_seconds: float = Field(2, ge=0, le=60, description="So viele Sekunden muss eine Datei unverändert sein, damit sie als fertig kopiert gilt.")
    max_file_bytes: int = Field(1_000_000_000, ge=1, description="Grössere Dateien werden nicht gelesen, sondern gemeldet (Bytes).")
    max_files: int = Field(20_000, ge=1, description="So viele Dateien und Ordner werden höchstens aufgelistet; mehr machen die Liste unvollständig.")
    ignore: tuple[str, ...] = Field(
        (), description="Namen von Dateien und Ordnern, die nicht zur Lieferung gehören, mit * und ?.", examples=[["*.bak", "Archiv"]]
    )
    user_env: str = Field("", description="Name der Umgebungsvariable mit dem Benutzernamen (bei S3 dem Zugangsschlüssel).", examples=["TIEFBAU_SFTP_USER"])
    password_env: str = Field(
        "", description="Name der Umgebungsvariable mit dem Passwort (bei S3 dem geheimen Schlüssel).", examples=["TIEFBAU_SFTP_PASSWORD"]
    )
    key_file: str = Field("", description="SFTP: Pfad des privaten Schlüssels, statt eines Passworts.", examples=["/run/secrets/tiefbau_ed25519"])
    host_key: str = Field(
        "", description="SFTP: Fingerabdruck des Servers, wie ihn `ssh-keygen -lf` zeigt. Ohne ihn wird nicht verbunden.", examples=["SHA256:2nq0…"]
    )
    endpoint: str = Field("", description="S3: Adresse des Speichers, wenn es nicht der von Amazon ist.", examples=["https://s3.example.org"])
