# Words of the letter with two moments side by side (variant C) and of its annex.

# ---- letterhead ----------------------------------------------------------------------------------

letter-symbol = { $level ->
    [province] VP-KSTT
   *[other] UBND-VP
}
letter-addressee = Đồng chí Chủ tịch { $committee }
letter-subject = báo cáo số liệu Bộ chỉ số phục vụ người dân, doanh nghiệp { $period }
as-above = Như trên

# ---- body ----------------------------------------------------------------------------------------

month-of-year = tháng { $month } năm { $year }
letter-day = ngày { $day }
letter-opening = { $figures ->
    [counted] Thực hiện { $decision }, { $reporter } tổng hợp số liệu Bộ chỉ số 766 { $period } của { $place }, tính từ hồ sơ trên Hệ thống, báo cáo { $addressee } như sau:
   *[published] Thực hiện { $decision }, { $reporter } tổng hợp số liệu Bộ chỉ số 766 { $period } của { $place } trên Cổng Dịch vụ công quốc gia, báo cáo { $addressee } như sau:
}
letter-points = { $figures ->
    [counted] Điểm số các trục nội dung Bộ chỉ số, tính từ hồ sơ
   *[published] Điểm số các trục nội dung Bộ chỉ số trên Cổng Dịch vụ công quốc gia
}
letter-axis = Điểm số trục nội dung { $name } đạt
letter-axis-unknown = Điểm số trục nội dung { $name }: chưa có số liệu.
letter-reached = { $points }/{ $max } điểm, { $change } so với { $then } ({ $before } điểm).
letter-reached-new = { $points }/{ $max } điểm (chưa có số liệu { $then } để so sánh).
letter-rose = tăng { $by } điểm
letter-fell = giảm { $by } điểm
letter-same = giữ nguyên
letter-total = Điểm tổng hợp đạt
letter-total-unknown = Điểm tổng hợp: chưa xác định được vì còn trục nội dung chưa có số liệu.
letter-total-reached = { $points }/{ $max } điểm{ $rank }. { $change } so với { $then } ({ $before } điểm).
letter-total-alone = { $points }/{ $max } điểm{ $rank } (chưa có số liệu { $then } để so sánh).
letter-rank = ; xếp hạng { $rank }/{ $of } { $peers }
letter-rank-rose = { $change } và tăng { $by } bậc trên bảng xếp hạng
letter-rank-fell = { $change } và giảm { $by } bậc trên bảng xếp hạng
letter-rank-same = { $change } và giữ nguyên thứ bậc trên bảng xếp hạng
letter-rounding = Tổng điểm các trục nội dung nêu trên là { $sum } điểm, chênh lệch { $change } điểm so với điểm tổng hợp do điểm từng trục được công bố sau khi làm tròn.
letter-differs = Tổng điểm các trục nội dung nêu trên là { $sum } điểm, chênh lệch { $change } điểm so với điểm tổng hợp đã công bố; cần đối chiếu lại nguồn số liệu.
letter-details = Số liệu chi tiết của { $place }
letter-see = { $figures ->
    [counted] (Chi tiết tại Phụ lục kèm theo.)
   *[published] (Chi tiết tại địa chỉ https://dichvucong.gov.vn và tại Phụ lục kèm theo.)
}
letter-note = Ghi chú:
letter-compiled = Số liệu tổng hợp hoàn thành lúc { $hour } giờ { $minute } phút ngày { $day }.
letter-compiled-day = Số liệu tổng hợp đến ngày { $day }.
letter-closing = Trên đây là số liệu Bộ chỉ số 766 { $period } của { $place }; { $reporter } kính báo cáo { $addressee }

# ---- annex ---------------------------------------------------------------------------------------

attached = Phụ lục
attached-subject = Số liệu Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện TTHC, dịch vụ công của { $place } { $period }
attached-to = (Kèm theo Công văn số { $number }/{ $symbol } ngày { $day } của { $issuer })
attached-blank = ……

part-general = Biểu tổng hợp số liệu { $period }
part-overdue = Thống kê chi tiết hồ sơ quá hạn của các đơn vị
part-offered = Thống kê tỷ lệ cung cấp dịch vụ công trực tuyến
part-paid = Thống kê tỷ lệ thanh toán trực tuyến
part-copies = Biểu tổng hợp cung cấp dịch vụ chứng thực điện tử bản sao từ bản chính
part-level = { $number }. Biểu tổng hợp { $units }
sheet-general = Tổng hợp
sheet-overdue = Hồ sơ quá hạn
sheet-offered = Cung cấp DVCTT
sheet-paid = Thanh toán trực tuyến
sheet-copies = Chứng thực bản sao

col-number = Số TT
col-content = Nội dung
col-unit = Đơn vị
col-place = Địa phương
col-side = { $figures ->
    [counted] Số liệu tính từ hồ sơ { $side }
   *[published] Thống kê trên Cổng Dịch vụ công quốc gia { $side }
}
col-count = Số liệu
col-rate = Tỷ lệ (%)
col-change = Tăng (+)/Giảm (-) so với { $side }
col-change-rate = Tăng (+)/Giảm (-) so với { $side } (%)
col-overdue = Số lượng hồ sơ quá hạn { $side }
col-offered = Tỷ lệ cung cấp DVC trực tuyến { $side } (%)
col-paid = Tỷ lệ thanh toán trực tuyến { $side } (%)
col-offering = Đã triển khai
col-made = Số lượng hoàn thành

see-part = { $title } (chi tiết tại mục { $part })
annex-1-1 = Số TTHC công khai trên Cổng Dịch vụ công quốc gia/tổng số TTHC
annex-1-2 = Số hồ sơ tiếp nhận đã đồng bộ
annex-1-2a = Hồ sơ đã đồng bộ
annex-1-2b = Hồ sơ chưa đồng bộ
annex-2-1 = Tỷ lệ hồ sơ giải quyết đúng hạn
annex-2-2 = Tỷ lệ hồ sơ giải quyết quá hạn
annex-3-1 = TTHC cung cấp DVCTT một phần
annex-3-2 = TTHC cung cấp DVCTT toàn trình
annex-3-3 = Còn lại
annex-3-4 = Tỷ lệ nộp hồ sơ trực tuyến
annex-3-4a = Hồ sơ nộp trực tuyến
annex-3-4b = Hồ sơ nộp trực tiếp và theo hình thức khác
annex-3-5 = Kết quả xử lý hồ sơ nộp trực tuyến so với hồ sơ đang xử lý
annex-3-5a = Hồ sơ xử lý đúng hạn
annex-3-5b = Hồ sơ xử lý quá hạn
annex-3-6 = Tỷ lệ DVC trực tuyến có phát sinh hồ sơ
annex-3-7 = Số lượng tăng trưởng DVC trực tuyến
annex-4-1 = Tỷ lệ TTHC có yêu cầu nghĩa vụ tài chính cung cấp trên Cổng Dịch vụ công quốc gia
annex-4-1a = Cung cấp trên Cổng Dịch vụ công quốc gia
annex-4-1b = Chưa tích hợp, cung cấp dịch vụ thanh toán trực tuyến
annex-4-2 = Tỷ lệ hồ sơ thanh toán trực tuyến
annex-4-2a = Thanh toán trực tuyến
annex-4-2b = Thanh toán trực tiếp và hình thức khác
annex-4-3 = Tỷ lệ TTHC có giao dịch thanh toán trực tuyến
annex-4-3a = Thanh toán trực tuyến
annex-4-3b = Thanh toán trực tiếp và hình thức khác
annex-5-1 = Tỷ lệ hài lòng trong xử lý phản ánh, kiến nghị
annex-5-2 = Tỷ lệ hài lòng trong tiếp nhận, giải quyết TTHC
annex-5-3 = Tỷ lệ xử lý phản ánh, kiến nghị theo phân loại
annex-5-3a = Kiến nghị về vướng mắc, bất cập của quy định hành chính
annex-5-3b = Phản ánh về hành vi của cán bộ, công chức, viên chức
annex-6-1 = Tỷ lệ hồ sơ, kết quả TTHC được số hóa
annex-6-2 = Tỷ lệ hồ sơ được cấp kết quả điện tử
annex-6-3 = Số lượng tài khoản Cổng Dịch vụ công quốc gia được xác thực với Cơ sở dữ liệu quốc gia về dân cư
annex-6-4 = Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu số hóa
annex-total = Điểm tổng hợp và xếp hạng
annex-reached = Đạt { $points } điểm
annex-ranked = Đạt { $points } điểm; xếp hạng { $rank }/{ $of } { $peers }
noun-points = điểm
noun-services = DVC
sum-units = Tổng số
sum-place = Tổng cộng { $level ->
    [province] toàn tỉnh
    [district] toàn huyện
   *[other] chung
}
