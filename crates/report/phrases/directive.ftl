# Words of the letter that directs (variant D).

direct-symbol = { $level ->
    [department] SNN-VP
   *[other] UBND-KSTT
}
direct-subject = khắc phục các chỉ tiêu giảm của Bộ chỉ số phục vụ người dân, doanh nghiệp { $period }
direct-authority = KT. Chủ tịch
direct-sign = Phó Chủ tịch
direct-leaders = Chủ tịch, các Phó Chủ tịch { $committee }
direct-office = Văn phòng { $committee }
direct-own-units = Công chức, bộ phận chuyên môn thuộc { $committee }
director = Chủ tịch { $committee }
heads = { $level ->
    [department] Thủ trưởng các sở, ban, ngành
    [district] Chủ tịch UBND các huyện, thành phố
    [commune] Chủ tịch UBND các xã, phường
   *[other] Thủ trưởng các cơ quan, đơn vị
}
heads-below = { $level ->
    [department] Trưởng các phòng, ban chuyên môn
    [commune] Chủ tịch UBND các xã, phường
   *[other] Thủ trưởng các cơ quan, đơn vị
}

# ---- opening -------------------------------------------------------------------------------------

direct-received = { $committee } nhận được { $documents } (gửi kèm theo).
direct-stand = { $figures ->
    [counted] Theo số liệu Bộ chỉ số 766 { $period } tính từ hồ sơ ({ $now }), điểm tổng hợp của { $place } đạt { $points }/{ $max } điểm{ $change }.
   *[published] Theo số liệu Bộ chỉ số 766 { $period } trên Cổng Dịch vụ công quốc gia ({ $now }), điểm tổng hợp của { $place } đạt { $points }/{ $max } điểm{ $change }.
}
direct-until = số liệu đến ngày { $day }
direct-stand-change = , { $change } so với { $then } ({ $before } điểm)
direct-stand-unknown = Điểm tổng hợp của { $place } { $period } chưa xác định được vì còn trục nội dung chưa có số liệu.
direct-fallen = So với { $then }, các nội dung sau giảm: { $list }.
direct-opinion = Về nội dung này, { $director } có ý kiến chỉ đạo như sau:
direct-group = điểm trục nội dung { $name } giảm { $by } điểm (từ { $before } điểm xuống { $after } điểm)
direct-rate = { $name } giảm { $by } điểm phần trăm (từ { $before } xuống { $after })

# ---- tasks ---------------------------------------------------------------------------------------

direct-owner = { $owner }:
direct-follow = Tiếp tục thực hiện nghiêm ý kiến chỉ đạo của { $director } tại { $documents }.
direct-causes = Phối hợp với { $system } làm rõ lý do, nguyên nhân giảm và có giải pháp khắc phục kịp thời đối với: { $list }; báo cáo { $director } kết quả khắc phục (qua { $via })
direct-overdue = Giải quyết dứt điểm { $count } hồ sơ quá hạn { $now } (danh sách đơn vị tại Phụ lục kèm theo); nêu rõ lý do của từng hồ sơ, xin lỗi và hẹn lại ngày trả kết quả với người nộp hồ sơ; hoàn thành
direct-before = trước ngày { $day }
direct-named = Các đơn vị có kết quả giảm so với { $then }
direct-more-overdue = Số hồ sơ quá hạn tăng: { $units }. Rà soát từng hồ sơ, làm rõ trách nhiệm và giải quyết dứt điểm; hoàn thành
direct-less-offered = Tỷ lệ cung cấp dịch vụ công trực tuyến giảm: { $units }. Rà soát danh mục, làm rõ TTHC bị rút hoặc chưa cung cấp trực tuyến và bổ sung; hoàn thành
direct-less-paid = Tỷ lệ thanh toán trực tuyến giảm: { $units }. Kiểm tra việc cấu hình thanh toán của từng TTHC, hướng dẫn người nộp hồ sơ thanh toán trực tuyến; hoàn thành
direct-up = { $unit } (từ { $before } lên { $after })
direct-down = { $unit } (từ { $before } xuống { $after })
direct-others = { $units } và { $count } đơn vị khác
direct-lead = Chủ trì, phối hợp với { $office } và các cơ quan, đơn vị liên quan rà soát, làm rõ nguyên nhân { $list }; tham mưu giải pháp khắc phục; hoàn thành
direct-plan = Tích hợp, cung cấp đầy đủ TTHC có dịch vụ công trực tuyến trên Cổng Dịch vụ công quốc gia theo { $plan }; hoàn thành
direct-group-alone = điểm trục nội dung { $name } giảm trong khi các tỷ lệ đã công bố của trục này không giảm
direct-rate-fell = { $name } giảm
direct-rate-by = { $name } (giảm nhiều nhất do { $units })
direct-watch = Theo dõi, đôn đốc việc thực hiện; tổng hợp kết quả, báo cáo { $director }
direct-and = { $first } và { $last }
direct-closing = Yêu cầu các cơ quan, đơn vị khẩn trương triển khai thực hiện

fell-synced = tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia
fell-complete = tỷ lệ TTHC công khai đầy đủ
fell-on-time = tỷ lệ hồ sơ giải quyết đúng hạn
fell-full = tỷ lệ TTHC cung cấp DVCTT toàn trình
fell-filed = tỷ lệ hồ sơ nộp trực tuyến
fell-online-on-time = tỷ lệ hồ sơ nộp trực tuyến được xử lý đúng hạn
fell-used = tỷ lệ DVC trực tuyến có phát sinh hồ sơ
fell-payable = tỷ lệ TTHC có nghĩa vụ tài chính cung cấp trên Cổng Dịch vụ công quốc gia
fell-paid = tỷ lệ hồ sơ thanh toán trực tuyến
fell-paying = tỷ lệ TTHC có giao dịch thanh toán trực tuyến
fell-petitions = tỷ lệ hài lòng trong xử lý phản ánh, kiến nghị
fell-handling = tỷ lệ hài lòng trong tiếp nhận, giải quyết TTHC
fell-digitised = tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC
fell-results = tỷ lệ hồ sơ được cấp kết quả điện tử
fell-reused = tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu số hóa

# ---- annex ---------------------------------------------------------------------------------------

direct-annex = Danh sách đơn vị có hồ sơ quá hạn
