# Words of the monthly report. Numbers, names and days come in as values; the figures decide which lines appear.

# ---- names ---------------------------------------------------------------------------------------

cities = Cần Thơ, Đà Nẵng, Hà Nội, Hải Phòng, Huế, Hồ Chí Minh
kinds = thành phố, thị xã, thị trấn, quận, huyện, phường, đặc khu, xã
place-city = thành phố { $name }
place-province = tỉnh { $name }
committee = UBND { $place }
block-of-kind = Cấp { $kind }
block-title = { $level ->
    [ministry] Bộ, ngành
    [province] Tỉnh, thành phố
    [department] { $own ->
        [ministry] Đơn vị trực thuộc
        [district] Cấp huyện
        [commune] Cấp xã
       *[other] Cấp tỉnh
    }
    [district] Cấp huyện
   *[commune] Cấp xã
}
all-units = { $level ->
    [ministry] Các bộ, ngành
    [province] UBND các tỉnh, thành phố
    [department] { $own ->
        [ministry] Các đơn vị trực thuộc
        [province] Các sở, ban, ngành
       *[other] Các phòng, ban chuyên môn
    }
    [district] UBND các huyện, thành phố
   *[commune] UBND các xã, phường
}
peers = { $level ->
    [province] tỉnh, thành phố
    [department] cơ quan
    [district] huyện, thành phố
    [commune] xã, phường
   *[other] đơn vị
}
# Who may run the one-stop system, best first; the last one stands where none of them is found.
system-owners = { $own ->
    [province] Sở Thông tin và Truyền thông; Sở Khoa học và Công nghệ; Đơn vị quản lý Hệ thống thông tin giải quyết TTHC
   *[other] Văn phòng HĐND và UBND; Đơn vị quản lý Hệ thống thông tin giải quyết TTHC
}
population-owner = { $own ->
    [province] Công an tỉnh
    [ministry] Đơn vị phụ trách chuyển đổi số
   *[other] Công an { $kind }
}
justice-owners = { $own ->
    [province] Sở Tư pháp
   *[other] Phòng Tư pháp; Văn phòng HĐND và UBND; Công chức tư pháp
}

# ---- letterhead, title, signature ----------------------------------------------------------------

issuer-office = Văn phòng
# The bar begins a new line.
issuer-committee = Ủy ban nhân dân|{ $place }
reporter-office = Văn phòng { $committee }
symbol-office = BC-VP
symbol-committee = BC-UBND
sign-office = Chánh Văn phòng
sign-authority = TM. Ủy ban nhân dân
sign-committee = Chủ tịch
chairs = Chủ tịch, các Phó Chủ tịch UBND { $kind }

kind-report = BÁO CÁO
subject = Kết quả chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử { $period }

# ---- opening -------------------------------------------------------------------------------------

decision = Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ phê duyệt Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử (sau đây gọi tắt là Bộ chỉ số 766)
basis-plan = Thực hiện { $plan } của { $by } và { $decision };
basis-decision = Thực hiện { $decision };
# Where the figures come from: published, recomputed from what was published, or counted from dossiers.
basis-source = { $figures ->
    [counted] Căn cứ dữ liệu hồ sơ giải quyết TTHC do Hệ thống thông tin giải quyết TTHC và các đơn vị cung cấp đến { $as_of };
   *[published] Căn cứ số liệu công bố trên Cổng Dịch vụ công quốc gia, địa chỉ https://dichvucong.gov.vn, mục “Kết quả đánh giá Bộ chỉ số phục vụ người dân và doanh nghiệp của bộ, ngành, địa phương”;
}
opening = { $reporter } báo cáo kết quả Bộ chỉ số 766 { $period } của { $place } như sau:
closing = Trên đây là báo cáo kết quả Bộ chỉ số 766 { $period } của { $place }

# ---- I. ------------------------------------------------------------------------------------------

heading-results = { $figures ->
    [counted] Kết quả tính điểm số, tiến độ giải quyết thủ tục hành chính (TTHC) theo thời gian thực trên môi trường điện tử { $period }
   *[published] Kết quả công bố điểm số, tiến độ giải quyết thủ tục hành chính (TTHC) theo thời gian thực trên môi trường điện tử { $period }
}
total = Tổng điểm của { $place } là { $points }/{ $max } điểm{ $rank }. Điểm và số liệu của từng nhóm chỉ số như sau:
total-rank = , xếp hạng { $rank }/{ $of } { $peers }
total-unknown = Tổng điểm của { $place } chưa xác định được vì còn nhóm chỉ số chưa có số liệu. Số liệu hiện có của từng nhóm chỉ số như sau:
total-differs = { $figures ->
    [published] Tổng điểm nêu trên là tổng điểm các nhóm chỉ số đã công bố; tổng điểm công bố là { $published } điểm, chênh lệch { $change } điểm.
   *[recomputed] Tổng điểm nêu trên được tính lại từ số liệu đã công bố; tổng điểm công bố là { $published } điểm, chênh lệch { $change } điểm.
}
total-published = Tổng điểm nêu trên lấy theo số công bố; điểm của một số nhóm chỉ số không được công bố riêng.

whose-recomputed = Điểm trong báo cáo được tính lại từ số liệu do Cổng Dịch vụ công quốc gia công bố, theo bộ quy tắc nêu ở cuối báo cáo; điểm do Cổng công bố được nêu riêng khi có chênh lệch.
whose-counted = Điểm và tỷ lệ trong báo cáo được tính từ từng hồ sơ đã nhận đến { $as_of }, không phải số do Cổng Dịch vụ công quốc gia công bố.
published-beside = Tổng điểm do Cổng công bố (thời điểm { $as_of }) là { $points } điểm; số tính từ hồ sơ chênh lệch { $change } điểm.

with-points = { $title }: { $points }/{ $max } điểm
with-lines = { $title }, trong đó:
no-figures = Chưa có số liệu.
rate-published = { $rate }; công bố { $published }
remarked = { $value } ({ $remark })
nothing-happened = không phát sinh { $noun } trong kỳ
no-dossiers = Không phát sinh hồ sơ
not-compiled = Không tổng hợp trên Hệ thống
not-known = Chưa xác định
dossiers = hồ sơ
procedures = TTHC
petitions = PAKN
accounts = tài khoản

# 1.
transparency = Điểm đánh giá nhóm chỉ số về công khai, minh bạch
announced = Tỷ lệ TTHC công bố đúng hạn: { $value }{ $mark }.
publicised = Tỷ lệ TTHC cập nhật, công khai đúng hạn: { $value }{ $mark }.
complete = Số TTHC được công khai đầy đủ các nội dung quy định về các bộ phận cấu thành: { $value }.
synced = Tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia: { $value }.
provisional = { $value }, mẫu số do Cổng tạm tính
no-value = chưa có số liệu

# 2.
progress = Điểm đánh giá nhóm chỉ số về tiến độ giải quyết hồ sơ
on-time = Tỷ lệ hồ sơ xử lý đúng hạn/trong hạn: { $value }.
overdue = Tỷ lệ xử lý hồ sơ quá hạn: { $value }.
table-on-time = TỶ LỆ HỒ SƠ XỬ LÝ ĐÚNG HẠN TẠI CÁC CƠ QUAN, ĐƠN VỊ
short-on-time = Đúng hạn
outside-above = Tỷ lệ chung { $own } cao hơn tỷ lệ của mọi đơn vị có số liệu trong bảng (cao nhất { $edge }); cần đối chiếu lại nguồn số liệu.
outside-below = Tỷ lệ chung { $own } thấp hơn tỷ lệ của mọi đơn vị có số liệu trong bảng (thấp nhất { $edge }); cần đối chiếu lại nguồn số liệu.
table-overdue = DANH SÁCH ĐƠN VỊ CÓ HỒ SƠ GIẢI QUYẾT QUÁ HẠN
short-overdue = Quá hạn
column-overdue = Số hồ sơ quá hạn
none-overdue = Không có đơn vị nào
note-overdue-unknown = Chưa có số hồ sơ quá hạn của { $units } dù tỷ lệ đúng hạn dưới 100%.
note-communes-included = Lưu ý: Số của cấp huyện đã gồm các xã, phường, thị trấn trực thuộc. Hồ sơ quá hạn từ kỳ trước chuyển sang vẫn được tính là quá hạn cho đến khi có kết quả.
note-carried-over = Lưu ý: Hồ sơ quá hạn từ kỳ trước chuyển sang vẫn được tính là quá hạn cho đến khi có kết quả.

# 3.
online = Điểm đánh giá nhóm chỉ số về dịch vụ trực tuyến
services = Điểm đánh giá chỉ số về dịch vụ công trực tuyến (DVCTT)
services-offered = Tỷ lệ TTHC cung cấp DVCTT:
services-all = Tỷ lệ TTHC cung cấp DVCTT: { $value }.
services-partial = Tỷ lệ TTHC cung cấp DVCTT một phần: { $value }.
services-full = Tỷ lệ TTHC cung cấp DVCTT toàn trình: { $value }.
services-info = Tỷ lệ dịch vụ cung cấp thông tin trực tuyến: { $value }.
services-used = Tỷ lệ DVCTT có phát sinh hồ sơ: { $value }.
services-noun = DVCTT
filing = Tỷ lệ nộp hồ sơ trực tuyến:
filed-online = Hồ sơ nộp trực tuyến: { $value }.
filed-offline = Hồ sơ nộp trực tiếp hoặc qua bưu chính công ích: { $value }.
online-handling = Kết quả xử lý hồ sơ nộp trực tuyến so với hồ sơ đang xử lý:
online-on-time = Hồ sơ xử lý đúng hạn: { $value }.
online-overdue = Hồ sơ xử lý quá hạn: { $value }.
table-online = TỶ LỆ PHÁT SINH HỒ SƠ TRỰC TUYẾN TẠI CÁC CƠ QUAN, ĐƠN VỊ
short-online = Hồ sơ trực tuyến
payment = Điểm đánh giá chỉ số về thanh toán trực tuyến
paying-procedures = Tỷ lệ TTHC có giao dịch thanh toán trực tuyến:
paid-online-procedures = TTHC có giao dịch thanh toán trực tuyến: { $value }.
paid-offline-procedures = TTHC có giao dịch thanh toán trực tiếp và hình thức khác: { $value }.
fee-procedures = Tỷ lệ TTHC có yêu cầu nghĩa vụ tài chính được cung cấp trên Cổng Dịch vụ công quốc gia:
fee-offered = Cung cấp trên Cổng Dịch vụ công quốc gia: { $value }.
fee-missing = Chưa tích hợp, cung cấp dịch vụ thanh toán trực tuyến: { $value }.
paying-dossiers = Tỷ lệ hồ sơ thanh toán trực tuyến:
paid-online = Thanh toán trực tuyến: { $value }.
paid-offline = Thanh toán trực tiếp và hình thức khác: { $value }.
table-payment = TỶ LỆ THANH TOÁN TRỰC TUYẾN TẠI CÁC CƠ QUAN, ĐƠN VỊ
short-payment = Thanh toán

# 4.
satisfaction = Điểm đánh giá nhóm chỉ số về mức độ hài lòng
petitions-on-time = Tỷ lệ phản ánh, kiến nghị (PAKN) xử lý đúng hạn: { $value }.
petitions-satisfied = Tỷ lệ hài lòng trong xử lý phản ánh, kiến nghị: { $value }.
handling-satisfied = Tỷ lệ hài lòng trong xử lý tiếp nhận, giải quyết TTHC: { $value }.
table-satisfaction = TỶ LỆ VỀ MỨC ĐỘ HÀI LÒNG TẠI CÁC CƠ QUAN, ĐƠN VỊ
short-satisfaction = Hài lòng
note-satisfaction = Tỷ lệ của { $units } là tỷ lệ hài lòng trong tiếp nhận, giải quyết TTHC, vì tỷ lệ của cả nhóm chưa được công bố.

# 5.
digitisation = Điểm đánh giá nhóm chỉ số về số hóa hồ sơ
results = Tỷ lệ hồ sơ cấp kết quả điện tử: { $value }.
digitised = Tỷ lệ hồ sơ TTHC số hóa hồ sơ, kết quả giải quyết TTHC: { $value }.
reused = Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu số hóa: { $value }.
shared = Tỷ lệ hồ sơ số hóa có kết nối, chia sẻ dữ liệu để sử dụng lại: { $value }.
population-dossiers = Tỷ lệ hồ sơ sử dụng thông tin, dữ liệu dân cư: { $value }.
population-procedures = Tỷ lệ TTHC kết nối, chia sẻ dữ liệu dân cư: { $value }.
verified-accounts = Số lượng tài khoản Cổng Dịch vụ công quốc gia được xác thực với Cơ sở dữ liệu quốc gia về dân cư: { $value }.
table-copies = SỐ LIỆU CUNG CẤP DỊCH VỤ CHỨNG THỰC BẢN SAO ĐIỆN TỬ TỪ BẢN CHÍNH
short-copies = Chứng thực
column-offering = Số đơn vị triển khai
column-copies = Số hồ sơ chứng thực bản sao điện tử từ bản chính hoàn thành
column-certified = Số hồ sơ phát sinh lĩnh vực chứng thực
sum = Tổng cộng

column-number = STT
column-name = Tên cơ quan, đơn vị
column-rate = Tỷ lệ (%)

# ---- II. -----------------------------------------------------------------------------------------

heading-ranking = Kết quả đánh giá, xếp loại chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử
table-ranking = Kết quả đánh giá, xếp loại { $block }
short-ranking = Xếp loại { $block }
column-ranked = Tên cơ quan/đơn vị
column-axis = { $axis } (Tổng điểm { $max })
axis-CKMB = Chỉ số công khai minh bạch
axis-TDGQ = Chỉ số tiến độ giải quyết
axis-ONLINE_SERVICE = Chỉ số dịch vụ trực tuyến
axis-MDHL = Chỉ số mức độ hài lòng
axis-MDSH = Chỉ số số hóa hồ sơ
column-overall = Tổng hợp xếp loại (Tổng điểm { $max })
column-total = Tổng điểm
column-grade = Xếp loại
note-total-only = Tổng điểm của { $units } lấy theo số công bố; điểm từng nhóm chỉ số của các đơn vị này không được công bố riêng.

# ---- III. ----------------------------------------------------------------------------------------

heading-recommendations = Kiến nghị, đề xuất
recommend = { $variant ->
    [A] Căn cứ kết quả { $period }, { $reporter } kiến nghị { $addressee } chỉ đạo các cơ quan, đơn vị thực hiện các nội dung sau:
   *[B] Căn cứ kết quả { $period }, { $reporter } giao các cơ quan, đơn vị trực thuộc thực hiện các nội dung sau:
}
superiors = cấp có thẩm quyền
recommend-nothing = Kết quả { $period } không phát sinh nội dung cần kiến nghị.
until = Thời gian hoàn thành: { $day }.
when = Thời gian thực hiện: { $when }.
always = Thường xuyên
rate-announced = công bố đúng hạn { $rate }
rate-publicised = cập nhật, công khai đúng hạn { $rate }
do-announce = Theo dõi quyết định công bố TTHC của bộ, ngành chủ quản; trình công bố và đăng công khai đúng thời hạn quy định, gỡ bỏ TTHC hết hiệu lực trên Cơ sở dữ liệu quốc gia về TTHC (tỷ lệ trong kỳ: { $rates }).
do-reuse = Phối hợp với các đơn vị khai thác Cơ sở dữ liệu quốc gia về dân cư trong giải quyết TTHC và sử dụng lại dữ liệu đã số hóa, bảo đảm an toàn thông tin (tỷ lệ khai thác, sử dụng lại trong kỳ: { $rate }).
do-late = { $units } có tỷ lệ xử lý đúng hạn thấp hơn mức chung { $own }: rà soát từng hồ sơ quá hạn, làm rõ nguyên nhân, trách nhiệm và giải quyết dứt điểm.
do-pay = { $units } có tỷ lệ thanh toán trực tuyến bằng 0: bố trí người hướng dẫn nộp trực tuyến ngay khi tiếp nhận, kiểm tra việc cấu hình thanh toán của từng TTHC.
do-offer-copies = { $units } chưa triển khai đủ dịch vụ chứng thực bản sao điện tử từ bản chính: lập danh sách đơn vị chưa triển khai và đưa dịch vụ vào hoạt động.
all-in-table = các đơn vị trong bảng
some-missing = { $unit } (còn { $missing } đơn vị)
do-sync = Đối chiếu số hồ sơ đã tiếp nhận với số hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia (tỷ lệ hiện nay { $value }), nêu lý do của từng hồ sơ chưa đồng bộ và đồng bộ lại.
do-confirm-sync = Làm việc với Cổng Dịch vụ công quốc gia để xác nhận mẫu số của tỷ lệ đồng bộ (hiện Cổng tạm tính).
do-differences = { $figures ->
    [counted] Cùng cơ quan công bố rà soát { $count } số công bố khác số tính từ hồ sơ nêu tại mục { $section }.
   *[published] Cùng cơ quan công bố rà soát { $count } số công bố khác số tính lại nêu tại mục { $section }.
}
do-support-copies = Đôn đốc, hướng dẫn { $missing } đơn vị cấp xã còn lại triển khai dịch vụ chứng thực bản sao điện tử từ bản chính (hiện { $value } đơn vị đã triển khai).
do-losses = Theo dõi hằng tuần và đề xuất biện pháp cho các chỉ tiêu đang mất nhiều điểm nhất: { $indicators }.
loss = { $name } (đạt { $points }/{ $max } điểm)
loss-estimated = { $name } (ước đạt { $points }/{ $max } điểm)
unit-rate = { $unit } ({ $rate })

# ---- IV. -----------------------------------------------------------------------------------------

heading-differences = Chênh lệch giữa số công bố và số tính lại
differences = { $status ->
    [unofficial] Có { $count } số công bố khác với số tính lại từ số liệu kèm theo. Bộ quy tắc dùng để tính lại chưa phải bản chính thức, vì vậy cần đối chiếu trước khi kết luận. Điểm trong báo cáo giữ theo số công bố.
   *[official] Có { $count } số công bố khác với số tính lại từ số liệu kèm theo. Điểm trong báo cáo giữ theo số công bố.
}
table-differences = CHÊNH LỆCH GIỮA SỐ CÔNG BỐ VÀ SỐ TÍNH LẠI
short-differences = Chênh lệch
column-unit = Cơ quan, đơn vị
column-item = Nội dung
column-measure = ĐVT
column-published = Số công bố
column-recomputed = Số tính lại
column-rule = Cách tính
item-total = Tổng điểm
measured-points = điểm
measured-percent = %
sum-of-indicators = Cộng các chỉ tiêu
sum-of-groups = Cộng các nhóm

heading-differences-counted = Chênh lệch giữa số tính từ hồ sơ và số công bố
differences-counted = Có { $count } điểm số tính từ hồ sơ (đến { $as_of }) khác với số do Cổng Dịch vụ công quốc gia công bố (thời điểm { $published_as_of }). Hai bên khác nhau về nguồn dữ liệu, thời điểm lấy số liệu và có thể khác cách tính; nguyên nhân ở từng hồ sơ được làm rõ qua đối soát. Điểm trong báo cáo là số tính từ hồ sơ.
table-differences-counted = CHÊNH LỆCH GIỮA SỐ TÍNH TỪ HỒ SƠ VÀ SỐ CÔNG BỐ
column-counted = Số tính từ hồ sơ
column-change = Chênh lệch

# ---- V. ------------------------------------------------------------------------------------------

heading-restated = Đính chính số liệu kỳ trước
restated = Có { $count } số liệu của các kỳ đã chốt nay được đính chính. Số liệu đã chốt được giữ nguyên tại bản chốt; số nêu dưới đây là số sau đính chính.
table-restated = ĐÍNH CHÍNH SỐ LIỆU CÁC KỲ ĐÃ CHỐT
short-restated = Đính chính
column-closing = Bản chốt
closing-of = Số { $number }, { $period }
column-closed-points = Điểm đã chốt
column-restated-points = Điểm sau đính chính
column-why = Lý do

# ---- footnotes, imprint --------------------------------------------------------------------------

late-announcement = Đơn vị trình công bố TTHC chậm: { $list }.
late-publication = Đơn vị cập nhật, công khai TTHC chậm: { $list }.
late = { $unit } ({ $details })
late-decision = Quyết định số { $decision }
late-decided = { $text } ngày { $day }
late-published = công khai ngày { $day }
imprint = Số liệu đến { $as_of }; bản số liệu { $revision }; bộ quy tắc { $rules } ({ $status }), mã băm { $hash }{ $closing }{ $own }.
imprint-closing = ; bản chốt số liệu có mã băm { $hash }
imprint-own = ; mẫu câu của địa phương có mã băm { $hash }
official = chính thức
unofficial = không chính thức
