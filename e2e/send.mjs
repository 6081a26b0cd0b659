// Dossiers sent as a one-stop system sends them, at the time at which the demo stands still: 5/10/2026, 14:00.
import assert from "node:assert/strict";

/** A dossier received on 1/10/2026 and due on 9/10/2026; `ended`: done on 2/10/2026. */
export function dossier(number, { ended = false, due = "20261009170000" } = {}) {
  return {
    MaHoSo: number, MaTTHC: "1.004222", KenhThucHien: "2", NoiNopHoSo: "1",
    NgayNopHoSo: "20261001074512", NgayTiepNhan: "20261001080130", NgayHenTra: due,
    TrangThaiHoSo: ended ? "9" : "4", NgayKetThucXuLy: ended ? "20261002100000" : "", NgayTra: "",
    HoSoCoThanhPhanSoHoa: "1",
  };
}

/** Sends dossiers; resolves when they are on disk. */
export async function send({ origin }, dossiers) {
  const body = { madonvi: "H55", service: "DongBoHoSoMC", isUpdating: "True", data: dossiers };
  const answer = await fetch(`${origin}/dongbo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(JSON.parse(text).error_code, "0", text);
}
